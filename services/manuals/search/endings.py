"""Endings and particles of Korean words, and words that say nothing about what is asked for."""

_ENDINGS = """
하였습니다 했습니다 하십니다 됩니다 합니다 입니다 습니다 에서는 에게는 으로는 까지는 부터는 한다면
하려면 했는데 하는데 인데 이라도 하였다 되었다 했을 하면서 하면 하여 해서 하고 하는 하게 하지 하기
한다 된다 되면 되어 되는 에서도 에서의 에게서 으로의 에서 에게 으로 까지 부터 마다 처럼 보다 라도
이나 이라 이란 이면 해도 했다 할 한 해 하 될 된 됐 했 을 를 은 는 이 가 의 에 로 와 과 도 만 나 면
고 인 란 께
"""
_EMPTY = """
있나요 되나요 하나요 인가요 어떻게 언제 언제까지 언제까지예요 무엇 뭐가 뭐예요 뭘 어디 어디에 어느
누가 누구 왜 경우 때 때는 때의 수 것 해도 하면 되면 위해 대한 대해 관한 하는 하려면 있는 없는 같은
다른 모든 그냥 계속 필요해요 필요한 해요 해 줘도 줘야 주나요 합니다 되는 하고 그리고 또는 또 좀 제
저 이 그 안 못 다 더 왔는데 갔는데 달라는데 달라는데요 알려 물어요 물어보나요 받을 받나요 없어서
있으면 없으면 방법 무슨 얼마 몇 신청하나요 볼 봐야 며칠 며칠부터 없을 없는데 싶은데 싶어요 했을
쓰려면 얼마나 대신
"""

# The longest first: of two that fit, the longer one is the ending.
ENDINGS = tuple(sorted(_ENDINGS.split(), key=len, reverse=True))
# What questions are asked with.
EMPTY = frozenset(_EMPTY.split())
