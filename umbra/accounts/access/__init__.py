"""Authorization of every request (routes) and every event (websocket), and the websocket itself."""
