import { describe, expect, it } from 'vitest';
import { html, Markup } from './markup.ts';

describe('html', () => {
  it('escapes text in contents and in attributes', () => {
    const text = `"><script>alert('1')</script>&`;
    expect(html`<p title="${text}">${text}</p>`.toString()).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>',
    );
  });

  it('joins lists, nests markup and leaves out nothing but undefined', () => {
    const items = [1, 'b<', html`<b>c</b>`];
    expect(html`<i>${items}</i>${undefined}${0}`.toString()).toBe('<i>1b&lt;<b>c</b></i>0');
  });

  it('takes no object that only looks like markup', () => {
    const forged = { toString: () => '<script>', map: undefined } as unknown as string;
    expect(() => html`${forged}`).toThrow(TypeError);
    expect(new Markup('<b>').toString()).toBe('<b>');
  });

  it('replaces control characters and broken surrogates', () => {
    expect(html`${'a\u0000b\ud800\n'}`.toString()).toBe('a\ufffdb\ufffd\n');
  });
});
