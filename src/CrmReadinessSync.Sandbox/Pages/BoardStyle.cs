namespace CrmReadinessSync.Sandbox;

/// <summary>The style sheet of the pages.</summary>
internal static class BoardStyle
{
    public const string Css = """
        :root{--bg:#f6f5f1;--card:#fff;--ink:#21242c;--soft:#666d7c;--line:#e2e0d8;--accent:#2f5d8c;
          --ready:#23744c;--ready-bg:#e3f2e9;--confirm:#8a5a00;--confirm-bg:#fbf0d5;--hold:#5b5f86;--hold-bg:#e9e9f4;--none:#6f747f;--none-bg:#ecebe6}
        @media (prefers-color-scheme:dark){:root{--bg:#15171c;--card:#1d2027;--ink:#e8e6e1;--soft:#9aa1b0;--line:#2d313a;--accent:#8db9e6;
          --ready:#7fd3a4;--ready-bg:#17352a;--confirm:#f0c46c;--confirm-bg:#3a2f14;--hold:#b3b6e4;--hold-bg:#292b45;--none:#a2a7b2;--none-bg:#2a2d34}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.6 system-ui,"Hiragino Sans","Noto Sans CJK JP","Noto Sans JP","Yu Gothic UI",sans-serif;-webkit-font-smoothing:antialiased}
        a{color:inherit;text-decoration:none}a:hover{text-decoration:underline}a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
        header{background:var(--card);border-bottom:1px solid var(--line)}
        .bar,main{max-width:1120px;margin:0 auto;padding:0 24px}
        .bar{display:flex;flex-wrap:wrap;align-items:baseline;gap:6px 16px;padding-top:18px;padding-bottom:14px}
        h1{font-size:20px;margin:0;letter-spacing:.01em}.vendor{color:var(--soft);font-size:13px}.grow{flex:1}.lang{font-size:13px;color:var(--accent)}
        .crms{display:flex;border:1px solid var(--line);border-radius:8px;overflow:hidden;font-size:14px}.crms a{padding:4px 16px;color:var(--soft)}.crms a+a{border-left:1px solid var(--line)}
        .crms a[aria-current]{background:var(--accent);color:var(--card);font-weight:600}.crms a:focus-visible{outline-offset:-2px}
        nav{max-width:1120px;margin:0 auto;padding:0 24px;display:flex;gap:4px;flex-wrap:wrap}
        nav a{padding:8px 14px;border-bottom:3px solid transparent;color:var(--soft);font-size:14px}nav a[aria-current]{color:var(--ink);border-color:var(--accent);font-weight:600}
        nav b{font-weight:500;color:var(--soft);margin-left:6px;font-variant-numeric:tabular-nums}
        main{padding-top:20px;padding-bottom:64px}
        h2{font-size:13px;font-weight:600;color:var(--soft);margin:28px 0 8px;letter-spacing:.02em}
        .deal{display:grid;grid-template-columns:64px minmax(220px,1fr) minmax(300px,1.5fr);gap:4px 20px;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--edge);border-radius:8px;padding:14px 18px;margin-bottom:8px}
        .time{font-size:17px;font-weight:600;font-variant-numeric:tabular-nums}.name{font-weight:600}.meta{color:var(--soft);font-size:13px}dd .meta{white-space:nowrap}
        .pill{display:inline-block;padding:1px 10px;border-radius:99px;font-size:12.5px;font-weight:600;color:var(--edge);background:var(--tint)}
        .next{margin:4px 0 0}.deal p{overflow-wrap:anywhere}
        details{margin-top:4px;font-size:13px;color:var(--soft)}summary{cursor:pointer;width:max-content}.why{white-space:pre-line;margin:4px 0 0}
        .ready{--edge:var(--ready);--tint:var(--ready-bg)}.confirm{--edge:var(--confirm);--tint:var(--confirm-bg)}.hold{--edge:var(--hold);--tint:var(--hold-bg)}.none{--edge:var(--none);--tint:var(--none-bg)}
        .note{color:var(--soft);font-size:13px}
        .panel{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 20px;margin-bottom:16px}
        .verdict{border-left:4px solid var(--edge)}.verdict .next{font-size:16px;margin:8px 0}
        .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:16px;align-items:start}.panel h2{margin:0 0 8px}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
        table{width:100%;border-collapse:collapse;font-size:13.5px}th{text-align:left;color:var(--soft);font-weight:500}th,td{padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:top}td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
        .scroll{overflow-x:auto}ul{margin:0;padding:0;list-style:none}li{padding:4px 0}
        .blank{color:var(--soft)}
        @media (max-width:760px){.deal{grid-template-columns:1fr}.bar,main,nav{padding-left:16px;padding-right:16px}}
        """;
}
