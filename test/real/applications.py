"""An echo on each of Debian's Python servers: python3 applications.py NAME PORT.

The least that each documents. What a plain GET gets is what the product answers where a WebSocket is expected;
uvicorn has no such answer, and its application says "ok".
"""
import asyncio
import sys


def tornado(port):
    from tornado import ioloop, web, websocket

    class Echo(websocket.WebSocketHandler):
        def on_message(self, message):
            self.write_message(message, isinstance(message, bytes))

    web.Application([("/", Echo)]).listen(port, "127.0.0.1")
    ioloop.IOLoop.current().start()


def aiohttp(port):
    from aiohttp import WSMsgType, web

    async def echo(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await socket.send_str(message.data)
            elif message.type == WSMsgType.BINARY:
                await socket.send_bytes(message.data)
        return socket

    application = web.Application()
    application.router.add_get("/", echo)
    web.run_app(application, host="127.0.0.1", port=port, print=None)


def websockets(port):
    from websockets import serve

    async def echo(socket):
        async for message in socket:
            await socket.send(message)

    async def main():
        async with serve(echo, "127.0.0.1", port):
            await asyncio.Future()

    asyncio.run(main())


def uvicorn(port):
    from uvicorn import run

    async def plain(send):
        fields = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": b"ok"})

    async def application(scope, receive, send):
        if scope["type"] == "http":
            return await plain(send)
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return None
            sent = {key: message[key] for key in ("text", "bytes") if message.get(key) is not None}
            await send({"type": "websocket.send", **sent})

    run(application, host="127.0.0.1", port=port, http="h11", ws="websockets", lifespan="off", log_level="critical")


{"tornado": tornado, "aiohttp": aiohttp, "websockets": websockets, "uvicorn": uvicorn}[sys.argv[1]](int(sys.argv[2]))
