"""What the program says on the terminal: Korean, or English by setting.

The edge has no web and no message catalogue, so both languages are here; a test holds that none is missing.
"""

import sys
import time
from dataclasses import dataclass

LANGUAGES = ("ko", "en")

ENGLISH = {
    "설정 파일 {path}이(가) 없거나 읽을 수 없어요.": "The settings file {path} is missing or cannot be read.",
    "설정 파일을 고쳐 주세요: {field}.": "Please correct the settings file: {field}.",
    "설정 파일에 모르는 항목이 있어요: {field}.": "The settings file has an unknown entry: {field}.",
    "서버 주소는 https여야 해요. 이 컴퓨터 안의 주소만 http로 쓸 수 있어요.": (
        "The server's address must be https; only an address on this machine may be http."
    ),
    "센서 키가 없어요. BALGIL_CAMERA_KEY 환경 변수나 key_file 설정으로 알려 주세요.": (
        "There is no sensor key. Give it in the environment variable BALGIL_CAMERA_KEY "
        "or by the setting key_file."
    ),
    "센서 키 파일을 다른 사용자도 읽을 수 있어요. chmod 600 {path}로 막아 주세요.": (
        "Other users can read the sensor key's file. Close it with chmod 600 {path}."
    ),
    "안내판을 붙였다는 확인이 없어 시작하지 않아요. --sign-board로 문안을 뽑아 붙인 뒤 "
    "설정 파일의 [sign_board.hung]에 적어 주세요(개인정보 보호법 제25조): {field}.": (
        "Not starting: nothing confirms that the sign board is up. Print its text with --sign-board, "
        "hang it, and fill in [sign_board.hung] in the settings file "
        "(Personal Information Protection Act, article 25): {field}."
    ),
    "영상 파일이나 폴더 {path}이(가) 없어요.": "There is no video file or folder {path}.",
    "영상 {path}을(를) 열 수 없어요.": "The video {path} cannot be opened.",
    "검출 모델 {path}을(를) 쓸 수 없어요.": "The detection model {path} cannot be used.",
    "그림 파일 {path}이(가) 이미 있어요. 다른 이름을 주세요.": (
        "The picture {path} is already there. Give another name."
    ),
    "그림 파일 {path}을(를) 쓸 수 없어요. .png로 끝나는 새 이름을 주세요.": (
        "The picture {path} cannot be written. Give a new name that ends in .png."
    ),
    "카메라에서 화면을 받지 못했어요.": "No picture came from the camera.",
    "구역을 그린 흐린 그림 한 장을 {path}에 저장했어요. 확인한 뒤 지워 주세요. "
    "다른 화면은 저장하지 않아요.": (
        "One blurred picture with the zone was saved as {path}. Delete it once you have looked at it. "
        "No other picture is ever saved."
    ),
    "안내판을 붙인 뒤 설정 파일에 아래를 그대로 적고 날짜와 이름을 채워 주세요.": (
        "Once the board is up, put this into the settings file and fill in the date and the name."
    ),
    "시작했어요. 화면은 저장하거나 보내지 않고, 사람 수만 보내요.": (
        "Started. No picture is kept or sent, only the number of people."
    ),
    "끝났어요.": "Finished.",
    "사람 수: {count}": "People: {count}",
    "세고 있어요.": "Counting.",
    "빈 식당을 익히는 중이에요. 그동안은 아무 값도 보내지 않아요.": (
        "Learning the empty hall. Nothing is reported meanwhile."
    ),
    "같은 화면만 와요. 카메라가 멈춘 것 같아 값을 보내지 않아요.": (
        "The same picture again and again: the camera seems frozen. Nothing is reported."
    ),
    "화면이 어둡거나 렌즈가 가려져 값을 보내지 않아요.": (
        "The picture is dark or the lens is covered. Nothing is reported."
    ),
    "사람처럼 보이는 것이 1분 동안 꼼짝하지 않아 값을 보내지 않아요.": (
        "What looks like people has not stirred for a minute. Nothing is reported."
    ),
    "카메라에 연결하지 못해 값을 보내지 않아요. 계속 다시 해 볼게요.": (
        "The camera cannot be reached. Nothing is reported; trying again."
    ),
    "화면이 너무 크거나 읽을 수 없어 값을 보내지 않아요.": (
        "The picture is too large or unreadable. Nothing is reported."
    ),
    "화면을 세는 쪽이 멈췄어요. 다시 시작할게요.": "The part that counts has stopped. Starting it again.",
    "서버에 닿지 않아요. 10분 안의 값만 갖고 있다가 다시 보낼게요.": (
        "The server cannot be reached. Counts of the last ten minutes are kept in memory and sent again."
    ),
    "서버에 다시 보냈어요.": "The server takes counts again.",
    "서버가 센서 키를 받아 주지 않아요({status}). 키와 식당 번호를 확인해 주세요.": (
        "The server does not accept the sensor key ({status}). Check the key and the cafeteria's number."
    ),
    "서버가 값을 받아 주지 않아 버렸어요({status}).": (
        "The server refused the counts ({status}); they were dropped."
    ),
}


@dataclass(frozen=True)
class Speaker:
    language: str = "ko"

    def translate(self, sentence: str, **params: object) -> str:
        text = ENGLISH[sentence] if self.language == "en" else sentence
        return text.format(**params)

    def say(self, sentence: str, **params: object) -> None:
        """On standard error, with the time of day: what the person who looks after the camera reads."""
        print(
            f"{time.strftime('%H:%M:%S')} {self.translate(sentence, **params)}", file=sys.stderr, flush=True
        )
