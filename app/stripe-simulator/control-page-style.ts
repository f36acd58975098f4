import { SafeHtml } from "./html-text";

/** What the control page adds to the hosted pages' style: two columns where there is room. */
export const CONTROL_PAGE_STYLE = new SafeHtml(`<style>
main{max-width:1080px}
.intro{margin:8px 0 0;color:var(--soft);max-width:60ch}
.outcome{margin:16px 0 0;padding:12px 14px;border:1px solid var(--celadon);border-left-width:6px;border-radius:10px;background:#e9f1ee}
.halves{display:grid;gap:0 20px;align-items:start}
@media(min-width:860px){.halves{grid-template-columns:minmax(0,420px) minmax(0,1fr)}}
button:disabled{border-color:var(--line);color:var(--soft);cursor:not-allowed;background:transparent}
.toggle{display:flex;justify-content:space-between;gap:12px;align-items:baseline}
.toggle b{font-size:.8125rem;border:1px solid currentColor;border-radius:999px;padding:0 10px;white-space:nowrap}
.is-on .toggle b{background:var(--celadon);border-color:var(--celadon);color:#fff}
.lines{margin:0;padding:0;border:0}
.lines li{display:grid;grid-template-columns:minmax(0,1fr) auto minmax(5.5em,auto);gap:12px;padding:6px 0;border-top:1px dashed var(--line)}
.lines li:first-child{border-top:0}
.lines .state{grid-column:3;text-align:right;color:var(--soft)}
.lines .amount{font-variant-numeric:tabular-nums;white-space:nowrap}
</style>`);
