// The page's only script: it loads a behaviour for each element that names one, and the service worker.
import { startBehaviours } from './shell/behaviours.js'
import { startWorker } from './shell/worker.js'

startBehaviours(document)
startWorker()
