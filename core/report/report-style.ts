/** Light and dark by the reader's choice; on paper black on white. The fleets differ by shape besides their colour. */
export const reportStyle = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#1c2330;--quiet:#5c6675;--line:#e1e4ea;--good:#18794e;--bad:#c4320a;--blue:#1d5fd1;--green:#137a4b}
@media(prefers-color-scheme:dark){:root{--page:#12161d;--card:#1b212b;--ink:#e8ebf0;--quiet:#9aa4b3;--line:#2e3643;--good:#3dbd7d;--bad:#ff8a5c;--blue:#6ea8ff;--green:#4cc38a}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:46rem;margin:auto}
header,section{margin:0 0 16px;padding:18px 22px;background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-wrap:anywhere}
header{border-top:4px solid var(--quiet)}header.good{border-top-color:var(--good)}header.bad{border-top-color:var(--bad)}
h1{margin:0 0 8px;font-size:1.5rem;line-height:1.25}header.good h1{color:var(--good)}header.bad h1{color:var(--bad)}
h1 small{font-size:.9rem;font-weight:400;color:var(--quiet)}
h2{margin:0 0 10px;font-size:1rem}
p{margin:0 0 10px}.about{color:var(--quiet);margin-bottom:4px}
dl{display:grid;grid-template-columns:fit-content(9rem) 1fr;gap:5px 18px;margin:0}
dt{color:var(--quiet)}dd{margin:0;min-width:0}
ul{margin:0;padding-left:1.1rem}
.wide{overflow-x:auto}td.when{white-space:nowrap}
table{width:100%;border-collapse:collapse}th,td{overflow-wrap:anywhere;min-width:5em;padding:5px 10px 5px 0;text-align:left;vertical-align:top;border-top:1px solid var(--line)}th{color:var(--quiet);font-weight:400;border-top:0}
figure{margin:0 0 16px}figcaption{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between}
.legend{display:flex;flex-wrap:wrap;gap:4px 14px;color:var(--quiet)}
.legend i{display:inline-block;width:22px;height:0;margin-right:6px;vertical-align:middle;border-top:3px solid var(--green)}
.legend .blue i{border-top:2px dashed var(--blue)}.legend .planned i{border-top:2px dotted var(--quiet)}.legend .seen i{border-top:1px solid var(--ink)}
figure{overflow-x:auto}svg{display:block;width:100%;min-width:30rem;height:auto}svg text{font:11px system-ui,sans-serif;fill:var(--quiet)}
svg .grid{stroke:var(--line)}svg .mark{stroke:var(--quiet);stroke-dasharray:2 3}
svg path{fill:none;stroke:var(--green);stroke-width:2.5;stroke-linejoin:round}svg path.blue{stroke:var(--blue);stroke-width:2;stroke-dasharray:6 3}svg path.planned{stroke:var(--quiet);stroke-width:1.5;stroke-dasharray:1 3}svg path.seen{stroke:var(--ink);stroke-width:1}
.spark{display:inline-block;width:180px;min-width:180px;height:34px}svg path.value{stroke:var(--ink);stroke-width:1.2}svg .limit{stroke:var(--bad);stroke-dasharray:3 2}svg .on{fill:var(--bad);opacity:.22}
a{color:var(--blue)}table+.wide,.wide+.wide{margin-top:12px}
footer{max-width:46rem;margin:0 auto;color:var(--quiet);font-size:.85rem}
@media(max-width:480px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}header,section{padding:14px 16px}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--good:#18794e;--bad:#c4320a;--blue:#1d5fd1;--green:#137a4b}body{padding:0;font-size:10.5pt}main{max-width:none}header,section{border-radius:0;padding:10px 0;border-width:1px 0 0}header,figure,tr,li,dt,dd{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}.wide,figure{overflow:visible}th,td{min-width:0}td.when{white-space:normal}svg,.spark{min-width:0;max-width:100%;print-color-adjust:exact}}
`;
