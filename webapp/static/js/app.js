// The page's only script: it loads a behaviour for each element that names one, and the service worker.
import { holdEarlyForms, startBehaviours } from './shell/behaviours.js'
import { startWorker } from './shell/worker.js'

holdEarlyForms()
startBehaviours(document)
startWorker()
