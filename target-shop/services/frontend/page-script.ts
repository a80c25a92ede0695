/** What makes the shop's page work: plain DOM over the public API, kept as text because it runs in the browser. */
export const PAGE_SCRIPT = `
const DEPARTMENTS = ['coffee', 'socks', 'pets', 'electronics', 'furniture', 'sports'];
const byId = (id) => document.getElementById(id);
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Asks the API. @throws Error with a sentence for the customer */
async function ask(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) });
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const problem = answer?.message ?? answer?.error ?? 'The shop answered ' + response.status;
  const wait = response.headers.get('retry-after');
  const hint = wait === null ? '' : ' Try again in ' + wait + ' s.';
  throw Object.assign(new Error(problem + '.' + hint), { status: response.status });
}

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function button(text, label, onClick) {
  const made = element('button', '', text);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.addEventListener('click', async () => {
    made.disabled = true;
    try {
      await onClick();
    } catch (error) {
      say(error.message, 'bad');
    }
    made.disabled = false;
  });
  return made;
}

function say(text, mood) {
  byId('notice').textContent = text;
  byId('notice').className = 'notice ' + mood;
}

async function showDepartment(name) {
  const shelf = byId('shelf');
  shelf.setAttribute('aria-busy', 'true');
  byId('shelf-title').textContent = name[0].toUpperCase() + name.slice(1);
  for (const tab of byId('departments').children) {
    if (tab.dataset.name === name) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  const path = name === 'coffee' ? '/api/menu' : '/api/products?size=50&category=' + name;
  const products = await ask('GET', path);
  shelf.replaceChildren(...products.map(productCard));
  shelf.setAttribute('aria-busy', 'false');
}

function productCard(product) {
  const add = button('Add', 'Add ' + product.name + ' to the cart', () => addToCart(product));
  return element('li', 'product',
    element('span', 'emoji', product.emoji),
    element('h3', '', product.name),
    element('p', '', product.description),
    element('div', 'buy', element('strong', '', money.format(product.price)), add));
}

async function addToCart(product) {
  const item = {
    itemId: product.id, itemName: product.name, itemEmoji: product.emoji,
    quantity: 1, basePrice: product.price,
  };
  const add = async () => ask('POST', '/api/cart/' + await cartId() + '/items', item);
  showCart(await add().catch((error) => {
    if (error.status !== 404) throw error;
    localStorage.removeItem('cart');
    return add();
  }));
  say(product.name + ' is in your cart.', 'good');
}

async function cartId() {
  const known = localStorage.getItem('cart');
  if (known !== null) return known;
  const { id } = await ask('POST', '/api/cart');
  localStorage.setItem('cart', id);
  return id;
}

function showCart(cart) {
  byId('cart').replaceChildren(...cart.items.map((item) => cartLine(cart.id, item)));
  byId('cart-empty').hidden = cart.items.length > 0;
  byId('checkout').hidden = cart.items.length === 0;
  byId('total').textContent = money.format(cart.items.reduce((sum, item) => sum + item.basePrice * item.quantity, 0));
}

function cartLine(cart, item) {
  const path = '/api/cart/' + cart + '/items/' + encodeURIComponent(item.itemId);
  const set = (quantity) => async () => showCart(await ask('PATCH', path, { quantity }));
  const fewer = button('−', 'One ' + item.itemName + ' fewer', set(item.quantity - 1));
  const more = button('+', 'One ' + item.itemName + ' more', set(item.quantity + 1));
  fewer.className = more.className = 'step';
  return element('li', '', item.itemEmoji,
    element('span', 'grow', item.itemName),
    element('span', 'steps', fewer, String(item.quantity), more));
}

async function placeOrder(event) {
  event.preventDefault();
  const customerName = byId('customer').value.trim();
  const submit = event.target.querySelector('button');
  submit.disabled = true;
  say('One moment …', '');
  try {
    const order = await ask('POST', '/api/checkout', { customerName, cartId: await cartId() });
    localStorage.removeItem('cart');
    localStorage.setItem('customer', customerName);
    showCart({ items: [] });
    say('Order ' + order.order_id + ' is paid: ' + money.format(order.total) + '. Thank you, ' + customerName + '!', 'good');
    showExtras(order.recommendations);
    await showHistory(customerName);
  } catch (error) {
    say(error.message, 'bad');
  }
  submit.disabled = false;
}

function showExtras(products) {
  byId('extras-panel').hidden = products.length === 0;
  byId('extras').replaceChildren(...products.map((product) =>
    element('li', '', product.emoji,
      element('span', 'grow', product.name + ' · ' + money.format(product.price)),
      button('Add', 'Add ' + product.name + ' to the cart', () => addToCart(product)))));
}

async function showHistory(customerName) {
  const orders = await ask('GET', '/api/customers/' + encodeURIComponent(customerName) + '/orders?limit=5');
  byId('history-panel').hidden = orders.length === 0;
  byId('history').replaceChildren(...orders.map((order) =>
    element('li', '',
      element('span', 'grow', order.items.map((item) => item.quantity + ' × ' + item.itemName).join(', ')),
      element('span', 'quiet', order.status.toLowerCase().replace('_', ' ')),
      element('strong', '', money.format(order.totalPrice)))));
}

async function start() {
  byId('departments').append(...DEPARTMENTS.map((name) => {
    const tab = button(name, name, () => showDepartment(name));
    tab.dataset.name = name;
    return tab;
  }));
  byId('checkout').addEventListener('submit', placeOrder);
  const customer = localStorage.getItem('customer');
  if (customer !== null) byId('customer').value = customer;
  await showDepartment('coffee');
  if (customer !== null) await showHistory(customer);
  const known = localStorage.getItem('cart');
  if (known !== null) showCart(await ask('GET', '/api/cart/' + known).catch(() => ({ items: [] })));
}

start().catch((error) => say(error.message, 'bad'));
`;
