"""Questions that are asked as one: who asked gets his own answer, and waits for no other that hangs."""

import asyncio
import threading

from kernel.sockets.together import Together


def test_what_comes_while_one_batch_is_answered_makes_the_next():
    batches, go = [], threading.Event()

    def answer(questions):
        batches.append(list(questions))
        if len(batches) == 1:
            go.wait(5)
        return [question * 2 for question in questions]

    async def ask():
        together = Together(answer)
        first = asyncio.ensure_future(together.ask(1))
        await asyncio.sleep(0.001)
        asyncio.get_running_loop().call_later(0.01, go.set)
        rest = await asyncio.gather(*(together.ask(number) for number in range(2, 10)))
        return [await first, *rest]

    assert asyncio.run(ask()) == [number * 2 for number in range(1, 10)]
    assert batches == [[1], list(range(2, 10))]


def test_an_error_is_for_who_asked_and_one_of_the_whole_for_all():
    def answer(questions):
        if "all" in questions:
            raise OSError
        return [ValueError() if question == "bad" else question for question in questions]

    async def ask(*questions):
        return await asyncio.gather(*map(Together(answer).ask, questions), return_exceptions=True)

    assert [type(found) for found in asyncio.run(ask("good", "bad"))] == [str, ValueError]
    assert [type(found) for found in asyncio.run(ask("good", "all"))] == [OSError, OSError]


def test_one_that_hangs_keeps_nobody_waiting():
    go = threading.Event()

    def answer(questions):
        if "hangs" in questions:
            go.wait(10)
        return list(questions)

    async def ask():
        together = Together(answer)
        hangs = asyncio.ensure_future(together.ask("hangs"))
        await asyncio.sleep(0.01)
        async with asyncio.timeout(2):
            assert await together.ask("soon") == "soon"
            await asyncio.sleep(0.1)
            assert await together.ask("later") == "later"
        assert not hangs.done()
        go.set()
        assert await hangs == "hangs"

    asyncio.run(ask())


def test_who_has_gone_is_not_asked_for():
    asked, go = [], threading.Event()

    def answer(questions):
        asked.extend(questions)
        go.wait(5)
        return list(questions)

    async def ask():
        together = Together(answer)
        first = asyncio.ensure_future(together.ask("first"))
        await asyncio.sleep(0.005)
        gone, second = asyncio.ensure_future(together.ask("gone")), asyncio.ensure_future(together.ask("second"))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        go.set()
        return [await first, await second]

    assert asyncio.run(ask()) == ["first", "second"]
    assert asked == ["first", "second"]
