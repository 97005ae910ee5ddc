"""Authorization of every request and every event, and the websocket they come by."""
