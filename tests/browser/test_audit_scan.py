"""The scanner in a real browser: camera, text, pictures; what is altered, lost, restored, looked at."""

import re
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from services import trips
from tests.browser.auditing import (
    alter,
    camera_sees,
    expect_verdict,
    film,
    open_scanner,
    paste,
    print_sheet,
    send,
    simulated_phone,
    take,
)
from tests.browser.cable import Cable
from tests.browser.chromium import watch
from tests.browser.looks import take_picture
from tests.browser.server import Server
from tests.papers import as_image, as_pdf, draw_page
from tests.phones import Tap


def test_a_printed_sheet_before_the_camera_is_genuine(
    playwright: Playwright, page: Page, server: Server, tmp_path: Path
) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    with camera_sees(playwright, film(tmp_path, print_sheet(tap.text))) as context:
        scanner = context.new_page()
        faults = watch(scanner)
        open_scanner(scanner, server)
        expect_verdict(scanner, "genuine", timeout_s=30)
        scanner.wait_for_timeout(1_000)
        # Seen again and again, judged once.
        expect(scanner.locator("[data-entries] > li")).to_have_count(1)
        take_picture(scanner, "audit-camera-360-light-ko")
        assert faults == []


def test_one_turned_bit_is_not_genuine(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    paste(page, alter(tap.text))
    expect_verdict(page, "not_genuine")
    expect(page.get_by_test_id("verdict")).not_to_contain_text("김가람")


def test_what_was_never_uploaded_is_restored_from_paper(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    open_scanner(page, server)
    verdict = paste(page, f"  {tap.text}  ")
    expect_verdict(page, "cannot_verify")
    verdict.get_by_role("button", name="판정 자세히 보기").click()
    verdict.get_by_role("button", name="서버에 되살리기").click()
    sheet = page.locator("#restore-sheet")
    sheet.get_by_label("서류 번호").fill("2026-1182")
    sheet.get_by_role("button", name="확인했어요, 되살리기").click()
    expect(sheet).to_be_hidden()
    expect_verdict(page, "genuine_with_notes")


def test_the_exact_point_wants_a_reason_that_the_traveller_sees(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    verdict = paste(page, tap.text)
    expect(page.get_by_text("35.686900")).to_have_count(0)
    verdict.get_by_role("button", name="판정 자세히 보기").click()
    verdict.get_by_role("button", name="정확한 위치 보기").click()
    sheet = page.locator("#look-sheet")
    sheet.get_by_label("보는 사유").fill("청구와 찍은 곳 대조")
    sheet.get_by_role("button", name="사유를 남기고 보기").click()
    expect(page.get_by_test_id("exact-place")).to_contain_text("35.686900, 127.909500")
    page.context.clear_cookies()
    open_scanner(page, server, "traveller")
    page.goto(f"{server.url}/me/points")
    expect(page.locator("#looks")).to_contain_text("청구와 찍은 곳 대조")


def test_a_pile_is_judged_code_by_code_and_none_twice(page: Page, server: Server) -> None:
    phone = simulated_phone(server)
    taps = [take(server, phone) for _ in range(2)]
    for tap in taps:
        send(page, server, tap)
    open_scanner(page, server)
    paste(page, taps[0].text, "https://shop.example.com/1182", alter(taps[1].text), trips_text(taps[1]))
    expect(page.locator("[data-entries] > li[data-verdict]")).to_have_count(4)
    expect(page.locator("[data-chips] :not([hidden]) > .chip")).to_contain_text(["진본 2", "아님 2"])
    paste(page, taps[0].text)
    expect(page.locator("[data-entries] > li")).to_have_count(4)
    expect(page.get_by_test_id("verdict")).to_contain_text("김가람")


def test_a_photo_is_read_in_the_browser(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": as_image(draw_page(tap.text))}
    page.locator("#files").set_input_files(photo)
    expect_verdict(page, "genuine")
    assert not [url for url in sent if "audit-batches" in url]
    empty = photo | {"buffer": as_image(draw_page())}
    page.locator("#files").set_input_files(empty)
    expect(page.get_by_role("alert")).to_contain_text("QR을 찾지 못했어요")


def test_a_pdf_becomes_a_batch_with_a_result_for_each_page(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    pdf = as_pdf(draw_page(tap.text), draw_page(alter(tap.text)))
    page.locator("#files").set_input_files({"name": "1182.pdf", "mimeType": "application/pdf", "buffer": pdf})
    page.wait_for_url("**/audit/batches/*")
    expect(page.get_by_test_id("batch")).to_have_attribute("data-state", "done", timeout=30_000)
    codes = page.get_by_test_id("code")
    expect(codes).to_have_count(2)
    assert [code.get_attribute("data-verdict") for code in codes.all()] == ["genuine", "not_genuine"]
    codes.first.get_by_role("button").click()
    expect_verdict(page, "genuine")
    expect(page.get_by_test_id("verdict")).to_be_focused()
    page.get_by_role("button", name="목록으로").click()
    expect(codes.first).to_be_visible()


def test_without_a_camera_the_other_ways_are_named(page: Page, server: Server) -> None:
    """A headless browser has none; the permission is not asked for."""
    open_scanner(page, server)
    camera = page.get_by_role("region", name="카메라")
    expect(camera).to_have_attribute("data-state", re.compile("absent|refused"), timeout=15_000)
    expect(camera.locator("p:visible")).to_contain_text("사진")


def test_what_is_read_without_a_network_is_judged_when_it_is_back(
    page: Page, server: Server, cable: Cable
) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    expect(page.locator("[data-camera]")).not_to_have_attribute("data-state", "starting")
    cable.cut()
    page.get_by_label("글자로 확인").fill(tap.text)
    page.get_by_role("button", name="확인하기").click()
    expect(page.get_by_role("alert")).to_contain_text("연결되면 이어서", timeout=30_000)
    expect(page.locator("[data-entries] > li")).to_have_count(1)
    cable.mend()
    expect_verdict(page, "genuine", timeout_s=40)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_reader_that_a_bad_network_withheld_is_said_and_asked_for_again(
    page: Page, server: Server, cable: Cable
) -> None:
    """A camera that sees and reads nothing would only look alive."""
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    expect(page.locator("[data-camera]")).not_to_have_attribute("data-state", "starting")
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": as_image(draw_page(tap.text))}
    cable.cut()
    page.locator("#files").set_input_files(photo)
    expect(page.get_by_role("alert")).to_contain_text("아직 불러오지 못했어요", timeout=30_000)
    cable.mend()
    expect_verdict(page, "genuine", timeout_s=40)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_codes_that_no_request_carries_do_not_stop_the_pile(page: Page, server: Server) -> None:
    """NUL in a code, and more text than a request that outlives its page may hold."""
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    sheet = as_image(draw_page("BG1:\x00nothing"))
    page.locator("#files").set_input_files({"name": "nul.png", "mimeType": "image/png", "buffer": sheet})
    expect(page.locator("[data-entries] > li[data-verdict=not_genuine]")).to_have_count(1)
    paste(page, *(f"{number} {'가' * 4_000}" for number in range(12)), tap.text)
    expect(page.locator("[data-entries] > li[data-verdict]")).to_have_count(14, timeout=30_000)
    expect(page.locator("[data-entries] > li[data-verdict=genuine]")).to_have_count(1)


def test_only_the_reader_may_compile(page: Page, server: Server) -> None:
    open_scanner(page, server)
    build = page.evaluate("() => document.documentElement.dataset.build")
    reader = page.request.get(f"{server.url}/static/{build}/js/audit/reader-worker.js")
    assert "'wasm-unsafe-eval'" in reader.headers["content-security-policy"]
    wasm = page.request.get(f"{server.url}/static/{build}/vendor/zxing/zxing_reader.wasm")
    assert wasm.headers["content-type"] == "application/wasm"
    policy = page.request.get(f"{server.url}/audit/scan").headers["content-security-policy"]
    assert "wasm" not in policy


def test_the_list_is_exported_without_points(page: Page, server: Server) -> None:
    tap = take(server, simulated_phone(server))
    send(page, server, tap)
    open_scanner(page, server)
    paste(page, tap.text)
    with page.expect_download() as download:
        page.get_by_role("button", name="내보내기").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "김가람" in text
    assert "35.68" not in text


def trips_text(tap: Tap) -> str:
    """The other of the two forms, as it is copied from a screen."""
    return trips.to_export_text(tap.frame)
