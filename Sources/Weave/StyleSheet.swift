/// The style of every page: both themes, small screens, keyboard and print.
enum StyleSheet {
  /// The whole style sheet.
  static let text = base + "\n" + switches

  /// A switch that is off hides its layer in all scans of its set.
  private static let switches = (0..<ScanMarkup.mostLayers).map { layer in
    ".scans:has(.t\(layer):not(:checked)) .l\(layer){display:none}"
  }.joined()

  private static let base = """
    :root{--paper:#fdfdfc;--ink:#1d2226;--soft:#59626b;--line:#d9dee3;--well:#f3f5f7;--link:#0b57a4;\
    --good:#1b6e3c;--warn:#8a4b00;--bad:#a32020;--key:#8b1f6f;--typ:#0b5f76;--str:#a1260d;--com:#5b6770;\
    --num:#2a4bb0;color-scheme:light dark}
    @supports (color:light-dark(#000,#fff)){:root{--paper:light-dark(#fdfdfc,#14181c);\
    --ink:light-dark(#1d2226,#e4e8ec);--soft:light-dark(#59626b,#a3adb7);--line:light-dark(#d9dee3,#343c44);\
    --well:light-dark(#f3f5f7,#1d2329);--link:light-dark(#0b57a4,#82bdf7);--good:light-dark(#1b6e3c,#71d193);\
    --warn:light-dark(#8a4b00,#f2b866);--bad:light-dark(#a32020,#ff9b92);--key:light-dark(#8b1f6f,#f2a3dc);\
    --typ:light-dark(#0b5f76,#86d6ea);--str:light-dark(#a1260d,#ffab91);--com:light-dark(#5b6770,#98a4ae);\
    --num:light-dark(#2a4bb0,#a9bdff)}}
    :root:has(#theme-light:checked){color-scheme:light}
    :root:has(#theme-dark:checked){color-scheme:dark}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:1rem}
    body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif;\
    overflow-wrap:break-word}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:2px}
    .skip{position:absolute;left:-100vw;background:var(--paper);padding:.5rem 1rem;z-index:1}
    .skip:focus{left:.5rem;top:.5rem}
    header{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center;padding:.6rem 1.25rem;\
    border-bottom:1px solid var(--line);font-size:.9375rem}
    header p{margin:0}.crumbs{flex:1}
    .badge{font-weight:650;letter-spacing:.03em;border:1px solid;border-radius:1rem;padding:.05rem .7rem;\
    white-space:nowrap}
    .badge.fresh{color:var(--good)}.badge.rewoven,.badge.running{color:var(--link)}\
    .badge.stale,.badge.partial{color:var(--warn)}.badge.missing{color:var(--soft)}\
    .badge.unwoven{color:var(--bad)}
    .theme{border:0;margin:0;padding:0;display:flex;gap:.6rem;color:var(--soft)}
    .theme legend{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
    .theme label{display:inline-flex;gap:.25rem;align-items:center}
    .columns{max-width:88rem;margin:0 auto;padding:0 1.25rem}
    main{max-width:68rem;min-width:0;margin:0 auto;padding-bottom:3rem}\
    main>:is(p,ul,ol,blockquote,.note,.banner),main :is(figcaption,caption)>p{max-width:52rem}
    nav{font-size:.9375rem;margin-top:1rem}nav ul{list-style:none;margin:0;padding:0}
    nav li{margin:.15rem 0}nav .level3{padding-left:1rem}nav a{text-decoration:none}nav a:hover{text-decoration:underline}
    @media (min-width:70rem){.columns:has(nav){display:grid;grid-template-columns:14rem minmax(0,1fr);gap:3rem}\
    .columns:has(nav) main{margin:0}\
    nav{position:sticky;top:1rem;align-self:start;max-height:95vh;overflow:auto;padding-top:1rem}}
    h1,h2,h3,h4{line-height:1.25;text-wrap:balance;margin:2.2em 0 .6em}
    h1{font-size:2rem;margin-top:1.2em}h2{font-size:1.45rem}h3{font-size:1.15rem}
    p,ul,ol{margin:.7em 0}
    .banner{border-left:4px solid var(--warn);background:var(--well);padding:.4rem 1rem;margin:1.2rem 0}
    .banner p,.banner ul{margin:.3rem 0}
    code,pre{font-family:ui-monospace,"SF Mono","Cascadia Code","DejaVu Sans Mono",monospace;font-size:.875em}
    p code,li code,td code,dd code{background:var(--well);padding:.1em .3em;border-radius:3px}
    pre{background:var(--well);border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;margin:.4rem 0;\
    overflow-x:auto;line-height:1.5}
    pre code{font-size:.84rem}
    .keyword{color:var(--key);font-weight:600}.type,.attribute{color:var(--typ)}.string{color:var(--str)}\
    .comment{color:var(--com);font-style:italic}.number{color:var(--num)}td.number,th.number{color:inherit}
    summary{cursor:pointer;color:var(--soft);font-size:.875rem}
    .code{margin:1rem 0 .4rem}.code .line{font-size:.8125rem}
    .note{border-left:2px solid var(--line);padding-left:1rem;color:var(--soft);font-size:.95em}
    .value{font-weight:600;font-variant-numeric:tabular-nums}.missing.value{color:var(--warn);font-weight:400}
    .outputs{border-left:3px solid var(--line);padding-left:1rem;margin:.4rem 0 1.6rem}
    .dimmed .paper,.dimmed img,.dimmed table{opacity:.75}.dimmed caption{color:var(--ink)}
    .cell{margin:.3rem 0}.cell>summary{color:var(--ink);font-weight:600}
    .by{color:var(--soft);font-size:.8125rem;margin:.5rem 0 0}.by summary{font-size:.8125rem}\
    .by .sources{font-variant-numeric:tabular-nums}.by p,.by ul{margin:.25rem 0}
    button{font:inherit;color:var(--link);background:none;border:1px solid var(--line);border-radius:4px;\
    padding:.05rem .5rem;cursor:pointer}button:hover{border-color:var(--link)}
    .copy{font-size:.75rem}
    .sort{all:unset;cursor:pointer;font:inherit}.sort:focus-visible{outline:3px solid var(--link)}\
    .sort:hover{text-decoration:underline dotted}th[aria-sort] .sort::after{content:" ↑"}\
    th[aria-sort=descending] .sort::after{content:" ↓"}
    figure{margin:.8rem 0}figure.table table{min-width:min(26rem,100%)}
    figcaption,caption{color:var(--soft);font-size:.9375rem;text-align:left}
    figcaption p,caption p{margin:.3rem 0}
    img,svg{max-width:100%;height:auto}
    .paper{border:1px solid var(--line);border-radius:6px;padding:.5rem;overflow-x:auto;--plot-ink:var(--ink);\
    --plot-grid:var(--soft)}
    @supports (color:light-dark(#000,#fff)){.paper{--plot-series-1:light-dark(#0072b2,#5db0ea);\
    --plot-series-2:light-dark(#b87400,#f0b13c);--plot-series-3:light-dark(#00805d,#2fc597);\
    --plot-series-4:light-dark(#a8538a,#e29bc2);--plot-series-5:light-dark(#2b86bd,#8fd0f5);\
    --plot-series-6:light-dark(#c04f00,#ff8a3d);--plot-series-7:light-dark(#6d6d6d,#b0b0b0)}}
    .paper svg{display:block;margin:auto}
    .picture>img,.gallery img,.grid img{border:1px solid var(--line);border-radius:4px;background:#000;display:block}
    .grid,.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:.8rem}
    .grid figure,.gallery figure{margin:0;min-width:0}.gallery figcaption{font-size:.8125rem}
    .gallery img,.grid img{width:100%}
    .layers{border:1px solid var(--line);border-radius:6px;margin:0 0 .6rem;padding:.35rem .8rem .45rem;\
    display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.875rem}
    .layers legend{color:var(--soft);font-size:.8125rem;padding:0 .3rem}
    .layers label,.wipe label{display:inline-flex;align-items:center;gap:.35rem;cursor:pointer}
    .key{background:#1a1d20;border-radius:3px;flex:none}
    .wipe{display:flex;flex-wrap:wrap;gap:.4rem .8rem;align-items:center;font-size:.875rem;margin:0 0 .7rem}\
    .wipe input[type=range]{flex:1;min-width:8rem;accent-color:var(--link)}
    select{font:inherit;color:var(--ink);background:var(--well);border:1px solid var(--line);border-radius:4px;\
    padding:.1rem .3rem}
    input[type=checkbox],input[type=radio]{accent-color:var(--link)}
    .sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(13rem,100%),1fr));gap:.8rem}
    .contact .sheet{grid-template-columns:repeat(auto-fill,minmax(min(9rem,100%),1fr));gap:.5rem;margin-top:.4rem}
    .scan{margin:0;min-width:0}.scan figcaption{font-size:.8125rem;line-height:1.4}
    .stack{display:block;position:relative;line-height:0;background:#000;border:1px solid var(--line);\
    border-radius:4px;overflow:hidden}
    .stack svg{display:block;width:100%;height:auto;position:relative}
    .stack .ground{position:absolute;inset:0;width:100%;height:100%}
    .enlarge{display:block;cursor:zoom-in}.shrink{display:none}
    .scan:target{grid-column:1/-1}.scan:target .shrink{display:inline}.scripted .scan:target .shrink{display:none}
    .scripted .scan:target{grid-column:auto;outline:3px solid var(--link);outline-offset:2px}
    .group-name{font-weight:600;margin:.9rem 0 .4rem}.contact{margin:.9rem 0 .4rem}\
    .contact>summary{color:var(--ink);font-weight:600;font-size:.9375rem}
    .count{color:var(--soft);font-weight:400}
    .store{position:absolute}
    .zoom{width:min(96vw,90rem);max-width:none;max-height:96vh;padding:0;border:1px solid var(--line);\
    border-radius:8px;background:var(--paper);color:var(--ink)}.zoom::backdrop{background:#000b}
    .zoom-bar{display:flex;gap:.4rem;align-items:center;padding:.4rem .6rem}.zoom-title{flex:1;margin:0}
    .zoom-bar button{min-width:2.2rem;font-size:1.1rem}
    .zoom-stage{overflow:hidden;touch-action:none;background:#000}.zoom-stage .stack{border:0;border-radius:0;\
    width:min(100%,calc(86vh*var(--aspect,1.55)));margin:auto}
    .scroll{overflow-x:auto;max-width:100%;background:linear-gradient(to left,var(--paper) 40%,transparent) \
    right/4rem 100% no-repeat local,linear-gradient(to left,\
    color-mix(in srgb,var(--soft) 40%,transparent),transparent) right/.75rem 100% no-repeat scroll}
    table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
    caption{padding-bottom:.4rem}
    th,td{padding:.3rem .8rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
    tbody :is(th,td){white-space:nowrap}td.long{white-space:normal;min-width:16rem}\
    table.facts td{white-space:normal}\
    figure.table :is(tbody th,thead th:first-child){position:sticky;left:0;background:var(--paper)}\
    figure.table tbody tr:hover th{background:var(--well)}thead th{vertical-align:bottom;border-bottom:2px solid var(--soft)}tbody th{font-weight:500}
    td.number,th.number,td[align=right],th[align=right]{text-align:right}
    tbody tr:hover{background:var(--well)}
    .values{display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;margin:.6rem 0}.values dt{color:var(--soft);\
    font-size:.8125rem}.values dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
    .facts dt{display:inline-block;min-width:5rem;color:var(--soft)}.facts dd{display:inline;margin:0}
    table.facts{font-size:.8125rem;margin:.6rem 0}table.facts td{overflow-wrap:anywhere;min-width:6rem}
    footer{border-top:1px solid var(--line);margin:0 auto;max-width:88rem;padding:0 1.25rem 3rem;font-size:.9375rem}
    footer h2{margin-top:1.2em}footer details{margin:.5rem 0}footer code{overflow-wrap:anywhere}
    .lead{font-size:1.125rem}#stages-table td:nth-child(2){white-space:nowrap}
    .graph{display:block;margin:0 auto}.graph text{fill:var(--ink);font:14px system-ui,sans-serif}.graph .small{fill:var(--soft);font-size:12px}
    .graph rect{fill:var(--well);stroke:var(--soft)}.graph path{stroke:var(--soft);fill:none}
    .graph .arrow{fill:var(--soft);stroke:none}.graph a:hover rect{stroke:var(--link);stroke-width:2}
    .graph rect.fresh{stroke:var(--good)}.graph rect.stale,.graph rect.partial{stroke:var(--warn);\
    stroke-dasharray:6 3}.graph rect.unwoven{stroke:var(--bad)}.graph rect.missing{stroke-dasharray:2 3}.graph rect.rewoven,.graph rect.running{stroke:var(--link)}
    .added{color:var(--good)}.removed{color:var(--bad)}
    .compare fieldset{border:0;margin:0 0 .4rem;padding:0;display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:.875rem}
    .compare legend{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
    .panes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.6rem}
    .pane{position:relative;min-width:0}.pane img{display:block;width:100%;image-rendering:pixelated;background:#000}
    .pane .tag{position:absolute;left:.3rem;top:.3rem;padding:0 .35rem;border-radius:3px;font-size:.75rem;\
    background:#000c;color:#fff}
    .compare:has(.old:checked) .pane:not(.old),.compare:has(.new:checked) .pane:not(.new),\
    .compare:has(.difference:checked) .pane:not(.difference),.compare:has(.wipe:checked) .pane.difference{display:none}
    .compare:not(:has(.beside:checked)) .panes{grid-template-columns:minmax(0,1fr);width:min(var(--w),100%);\
    container-type:inline-size}
    .compare:has(.wipe:checked) .pane{grid-area:1/1}.compare:has(.wipe:checked) .new .tag{left:auto;right:.3rem}
    .compare:has(.wipe:checked) .pane.old{z-index:1;width:50%;max-width:100%;overflow:hidden;resize:horizontal;\
    border-right:2px solid #fff}.compare:has(.wipe:checked) .pane.old img{width:100cqw;max-width:none}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    @media (max-width:40rem){body{font-size:1rem}.columns,header,footer{padding-left:.9rem;padding-right:.9rem}\
    h1{font-size:1.6rem}.outputs{padding-left:.6rem}\
    figure.table tbody th{white-space:normal;max-width:8rem}\
    main caption>p{position:sticky;left:0;max-width:calc(100vw - 3.2rem)}\
    .sheet,.contact .sheet{grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem}.paper svg{min-width:32rem}}
    @media print{nav,.skip,.theme,summary,.layers,.wipe,.copy,.shrink{display:none}:root{color-scheme:light}\
    details::details-content{content-visibility:visible;block-size:auto}figure,pre,table{break-inside:avoid}\
    pre{white-space:pre-wrap}a{color:inherit}}
    """
}
