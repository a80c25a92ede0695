"""The four requests of journey.ts, for Locust."""

import os
import secrets
import time

from locust import FastHttpUser, task


PAUSE_SECONDS = float(os.environ.get("PAUSE_MS", "0")) / 1000


class FourRequests(FastHttpUser):
    """Looks into every answer, and sends trace context, as the others do."""

    def ask(self, method, path, body=None):
        headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        with self.client.request(method, path, json=body, headers=headers, catch_response=True) as answer:
            if len(answer.json()["items"]) != 8:
                answer.failure("there are eight items")
        if PAUSE_SECONDS > 0:
            time.sleep(PAUSE_SECONDS)

    @task
    def play(self):
        self.ask("GET", "/api/menu")
        self.ask("GET", "/api/menu/3")
        self.ask("POST", "/api/cart/1/items", {"itemId": 3, "quantity": 2})
        self.ask("POST", "/api/orders", {"cartId": "c-1", "customerName": "Ada"})
