const { randomBytes } = require('node:crypto');

// What journey.artillery.yml calls. Its seconds count from the first request: Artillery takes some to start.

const hex = (bytes) => randomBytes(bytes).toString('hex');
let untilMs;

module.exports = {
  isTimeLeft: (_context, next) => next(Date.now() < untilMs),
  sendTraceContext(request, _context, _events, next) {
    untilMs ??= Date.now() + Number(process.env.SECONDS) * 1000;
    request.headers = { ...request.headers, traceparent: `00-${hex(16)}-${hex(8)}-01` };
    next();
  },
  lookIntoAnswer(_request, response, _context, events, next) {
    if (JSON.parse(response.body).items.length !== 8) events.emit('counter', 'not eight items', 1);
    next();
  },
};
