/** The shop's page; everything on it comes from the public API, by shop.js. */
export const PAGE_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Cosmic Coffee &amp; Goods</title>
<link rel="icon" href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><text y='13' font-size='13'>🌌</text></svg>">
<link rel="stylesheet" href="/shop.css">
<script src="/shop.js" type="module"></script>
</head>
<body>
<header class="top">
  <a class="brand" href="/"><span aria-hidden="true">🌌</span> Cosmic Coffee &amp; Goods</a>
  <nav id="departments" aria-label="Departments"></nav>
</header>
<main>
  <section aria-labelledby="shelf-title">
    <h1 id="shelf-title">Coffee</h1>
    <ul id="shelf" class="shelf" aria-busy="true"></ul>
  </section>
  <aside class="side">
    <section class="panel" aria-labelledby="cart-title">
      <h2 id="cart-title">Your cart</h2>
      <ul id="cart" class="lines"></ul>
      <p id="cart-empty" class="quiet">Nothing in it yet.</p>
      <form id="checkout" hidden>
        <p class="total"><span>Total</span> <strong id="total"></strong></p>
        <p class="quiet small">Before time-of-day and bulk rules.</p>
        <label for="customer">Your name</label>
        <input id="customer" name="customer" required maxlength="80" autocomplete="name">
        <button class="primary" type="submit">Place order</button>
      </form>
      <p id="notice" class="notice" role="status"></p>
    </section>
    <section id="extras-panel" class="panel" aria-labelledby="extras-title" hidden>
      <h2 id="extras-title">Goes well with it</h2>
      <ul id="extras" class="lines"></ul>
    </section>
    <section id="history-panel" class="panel" aria-labelledby="history-title" hidden>
      <h2 id="history-title">Your orders</h2>
      <ul id="history" class="lines"></ul>
    </section>
  </aside>
</main>
<noscript>This page shows its shelves by JavaScript; the API answers without: GET /api/menu.</noscript>
</body>
</html>
`;

/** What the same address answers where no page can be shown. */
export const PAGE_TEXT = `Cosmic Coffee & Goods

  GET  /api/menu                      the coffees
  GET  /api/products?category=socks   everything else
  POST /api/cart                      a new cart
  POST /api/cart/:id/items            {"itemId":"nebula-latte","quantity":1,"basePrice":5.99}
  POST /api/checkout                  {"customerName":"Ada","cartId":":id"}
  GET  /api/orders                    the latest orders

Open this address in a browser for the shop itself.
`;
