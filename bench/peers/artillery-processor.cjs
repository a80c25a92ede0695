const { randomBytes } = require('node:crypto');

// What journey.artillery.yml calls: until when the environment says (epoch milliseconds).

const hex = (bytes) => randomBytes(bytes).toString('hex');

module.exports = {
  isTimeLeft: (_context, next) => next(Date.now() < Number(process.env.UNTIL_MS)),
  sendTraceContext(request, _context, _events, next) {
    request.headers = { ...request.headers, traceparent: `00-${hex(16)}-${hex(8)}-01` };
    next();
  },
  lookIntoAnswer(_request, response, _context, events, next) {
    if (JSON.parse(response.body).items.length !== 8) events.emit('counter', 'not eight items', 1);
    next();
  },
};
