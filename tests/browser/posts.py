"""The phone's queue of posts (js/lib/posts.js), asked and filled from a test."""

import json
from typing import Any

from playwright.sync_api import Page, Route

from tests.factories import NUMBERS

PATH = "remote-days/2026-11-02/start"
ASK = """async ([act, owner, post]) => {
  const { build } = document.documentElement.dataset
  const posts = await import(`/static/${build}/js/lib/posts.js`)
  const acts = {
    keep: () => posts.keepPost({ owner, ...post }),
    list: () => posts.listPosts(owner),
    counts: () => posts.countPosts(owner),
    answer: async () => (await posts.findAnswer(owner, post.subject))?.body,
    dismiss: () => posts.dismissPost(post.id),
    replace: () => posts.replacePost(post.id, post.body),
  }
  return acts[act]()
}"""


REST = """async () => {
  const { deliver } = await import(`/static/${document.documentElement.dataset.build}/js/capture/courier.js`)
  await deliver()
}"""


def wait_at_rest(page: Page) -> None:
    """Until a page has sent what it sends by itself on opening; the queues' chip is in sight already."""
    page.evaluate(REST)


def ask_posts(page: Page, act: str, who: str = "traveller", **post: Any) -> Any:
    return page.evaluate(ASK, [act, NUMBERS[who], post])


def keep(page: Page, number: int, subject: str = "a", who: str = "traveller") -> str:
    """Keeps a post of a subject that no server knows; its id."""
    post_id = f"{number:032x}"
    body = {"number": number}
    ask_posts(page, "keep", who, id=post_id, subject=subject, path=PATH, title=f"{number}번", body=body)
    return post_id


class Desk:
    """Answers `POST remote-days/.../start` in the server's stead, as told, and remembers what came."""

    def __init__(self, page: Page) -> None:
        self.came: list[int] = []
        self.refusals: dict[int, tuple[int, dict[str, Any]]] = {}
        page.route(f"**/api/v1/{PATH}", self._answer)

    def _answer(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        assert len(bytes.fromhex(body["id"])) == 16
        owner = route.request.headers["balgil-owner"]
        self.came.append(body["number"])
        if body["number"] in self.refusals:
            status, problem = self.refusals[body["number"]]
            route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))
            return
        route.fulfill(json={"number": body["number"]}, headers={"Balgil-Owner": owner})
