import { SafeHtml } from "./html-text";

/** The pages' only style sheet, inside the page: nothing is loaded from anywhere. */
export const PAGE_STYLE = new SafeHtml(`<style>
:root{color-scheme:light;--paper:#faf8f3;--card:#fffdf9;--ink:#1d2320;--soft:#56605a;--line:#ddd6c6;--celadon:#0e6a5b;--celadon-deep:#0a5246;--vermilion:#bf3419}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif}
.notice{margin:0;padding:10px 16px;background:#f3e6c4;color:#523f0c;text-align:center;font-weight:600;border-bottom:1px solid #dfc98a}
main{max-width:440px;margin:0 auto;padding:20px 16px 40px}
.top{display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:44px}
h1{font-size:1.375rem;line-height:1.3;margin:0}
h2{font-size:1rem;margin:0 0 10px}
.sheet>p:first-child{margin-top:0}
.sheet{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:18px;margin-top:16px}
.price{color:var(--vermilion);font-size:2.125rem;line-height:1.2;font-weight:700;font-variant-numeric:tabular-nums;margin:0;overflow-wrap:anywhere}
.label{color:var(--soft);margin:0;font-size:.875rem}
ul{list-style:none;margin:12px 0 0;padding:12px 0 0;border-top:1px dashed var(--line)}
li{display:flex;justify-content:space-between;gap:12px}
li span:first-child{overflow-wrap:anywhere}
li span:last-child{white-space:nowrap;font-variant-numeric:tabular-nums}
form{display:grid;gap:10px;margin:0}
button,.plain{display:flex;flex-direction:column;justify-content:center;width:100%;min-height:52px;padding:8px 16px;border-radius:10px;border:1px solid var(--celadon);background:transparent;color:var(--celadon);font:inherit;font-weight:600;text-align:left;text-decoration:none;cursor:pointer}
button small{font-weight:400;font-size:.8125rem;color:var(--soft)}
button.main{background:var(--celadon);color:#fff}
button.main small{color:#fff}
button:hover,.plain:hover{background:#e9f1ee}
button.main:hover{background:var(--celadon-deep)}
.plain{border-color:transparent;text-align:center;align-items:center;margin-top:12px}
.language{color:var(--celadon);min-height:44px;display:inline-flex;align-items:center;padding:0 4px}
:focus-visible{outline:3px solid #1b5fb4;outline-offset:2px}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 20px}
legend{padding:0;font-size:.875rem;color:var(--soft)}
label{display:inline-flex;align-items:center;gap:8px;min-height:44px;cursor:pointer}
input[type=radio]{width:20px;height:20px;accent-color:var(--celadon);margin:0}
.alert{border:1px solid var(--vermilion);border-left-width:6px;border-radius:10px;background:#fdf1ee;padding:12px 14px;margin:16px 0 0}
</style>`);
