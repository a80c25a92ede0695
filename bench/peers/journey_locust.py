"""The four requests of journey.ts, for Locust."""

import secrets

from locust import FastHttpUser, task


class FourRequests(FastHttpUser):
    """Looks into every answer, and sends trace context, as the others do."""

    def ask(self, method, path, body=None):
        headers = {"traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        with self.client.request(method, path, json=body, headers=headers, catch_response=True) as answer:
            if len(answer.json()["items"]) != 8:
                answer.failure("there are eight items")

    @task
    def play(self):
        self.ask("GET", "/api/menu")
        self.ask("GET", "/api/menu/3")
        self.ask("POST", "/api/cart/1/items", {"itemId": 3, "quantity": 2})
        self.ask("POST", "/api/orders", {"cartId": "c-1", "customerName": "Ada"})
