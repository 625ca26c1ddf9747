"use strict";
// What the rows of each list look like, what is searched in them, what they are filtered by and in which order they stand.
(() => {
  const { base, make, plural, marked, around } = window.SYNTH;

  // ---- What rows look like
  const TONES = {
    verified: "Verified", stated: "Stated only", contradicted: "Contradicted", impossible: "Impossible", disputed: "Disputed",
    unknown: "Not enough evidence", abstained: "Abstained", unavailable: "Source unavailable", uncheckable: "Not checkable",
  };
  const RUNGS = ["not located", "located", "faithful", "consistent", "corroborated", "reproduced"];
  const SVG = "http://www.w3.org/2000/svg";
  const icon = (name) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "i");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `#i-${name}`);
    svg.append(use);
    return svg;
  };
  const badge = (tone, word = TONES[tone] || tone) => make("span", `badge tone-${tone}`, icon(tone), word);
  const link = (href, text, kind = "") => {
    const made = make("a", kind);
    made.href = href.startsWith("http") ? href : base + href;
    made.append(text);
    return made;
  };
  const joined = (...parts) => parts.filter(Boolean).join(" · ");
  const chips = (values, most, query) => {
    const list = make("span", "chips");
    values.slice(0, most).forEach((value) => list.append(make("span", "tag", marked(value, query))));
    if (values.length > most) list.append(make("span", "more-tags", `+${values.length - most}`));
    return list;
  };

  const KINDS = {
    papers: {
      one: "paper",
      words: [["title", 8], ["id", 8], ["authors", 5], ["venue", 3], ["benchmarks", 3], ["metrics", 2], ["human_feedback", 2], ["evaluation_modes", 2], ["quality_controls", 2], ["year", 2]],
      more: "abstracts",
      facets: [["state", "Look twice"], ["benchmarks", "Benchmarks"], ["metrics", "Metrics"], ["evaluation_modes", "Evaluation modes"], ["human_feedback", "Human feedback"], ["rater_population", "Raters"], ["quality_controls", "Quality controls"], ["code", "Code"], ["trust", "Trust"], ["year", "Year"]],
      sorts: [["", "Newest first", null], ["useful", "Most useful for evaluation", (a, b) => b.useful - a.useful], ["wrong", "Most contradicted", (a, b) => b.wrong - a.wrong || b.differs - a.differs], ["verified", "Most verified statements", (a, b) => b.verified - a.verified], ["title", "Title", (a, b) => a.title.localeCompare(b.title, "en")]],
      row(one, query) {
        const facts = make("span", "");
        if (one.wrong) facts.append(badge("contradicted", plural(one.wrong, "contradicted statement")));
        if (one.differs) facts.append(badge("disputed", `${plural(one.differs, "number")} ${one.differs === 1 ? "differs" : "differ"}`));
        if (one.verified) facts.append(badge("verified", `${one.verified} of ${one.checked} verified`));
        else if (one.checked) facts.append(make("span", "soft", `${plural(one.checked, "statement")} checked, none verified`));
        one.state.filter((word) => /retracted|withdrawn/.test(word)).forEach((word) => facts.prepend(badge("contradicted", word)));
        const snippet = query && one.abstract ? around(one.abstract, query) : "";
        const row = make("article", "row paper-row",
          make("div", "row-main",
            make("h2", "row-title", link(one.href, marked(one.title, query))),
            make("p", "made", marked(joined(one.authors, one.year || "", one.venue, one.id), query)),
            snippet ? make("p", "snippet", marked(snippet, query)) : null,
            one.benchmarks.length || facts.childNodes.length ? make("p", "line", ...facts.childNodes, one.benchmarks.length ? chips(one.benchmarks, 5, query) : null) : null),
          make("div", "row-side", make("b", "", String(one.useful)), make("span", "soft", "useful"), make("span", "soft", `trust ${one.trust}`)));
        return row;
      },
    },
    claims: {
      one: "statement",
      words: [["text", 6], ["paper", 4], ["why", 1], ["year", 1]],
      facets: [["tone", "Verdict", TONES], ["kind", "Listed in", { paper: "Papers’ cards", report: "Reports", audit: "Audits" }], ["year", "Year"]],
      sorts: [["", "Wrong first, then verified", null], ["level", "Furthest verified", (a, b) => b.level - a.level], ["year", "Newest first", (a, b) => b.year - a.year]],
      row(one, query) {
        return make("article", `row claim-row edge-${one.tone}`,
          make("div", "row-main",
            make("p", "row-text", link(one.href, marked(one.text, query), "plain")),
            make("p", "made", one.paper_href ? link(one.paper_href, one.paper) : one.paper, one.page ? `, p. ${one.page}` : "", one.kind === "paper" ? "" : ` · in ${one.kind === "audit" ? "an audit" : "a report"}`, one.why ? ` · ${one.why}` : "")),
          make("div", "row-side", badge(one.tone), one.tone === "verified" ? make("span", "soft", RUNGS[one.level]) : null));
      },
    },
    results: {
      one: "result table",
      words: [["name", 8], ["measures", 3]],
      facets: [],
      sorts: [["", "Most papers first", null], ["differs", "Most disagreements", (a, b) => b.differs - a.differs], ["count", "Most results", (a, b) => b.count - a.count], ["title", "Name", (a, b) => a.name.localeCompare(b.name, "en")]],
      row(one, query) {
        return make("article", "row",
          make("div", "row-main",
            make("h2", "row-title", link(one.href, marked(one.name, query))),
            make("p", "made", joined(plural(one.papers, "paper"), plural(one.methods, "method"), one.years)),
            make("p", "line", one.differs ? badge("disputed", plural(one.differs, "disagreement")) : null, one.verified ? badge("verified", `${one.verified.toLocaleString("en")} in a second place`) : null, chips(one.measures, 5, query))),
          make("div", "row-side", make("b", "", one.count.toLocaleString("en")), make("span", "soft", one.count === 1 ? "result" : "results")));
      },
    },
    rows: {
      one: "result",
      words: [["method", 8], ["paper", 4], ["setting", 3], ["raw", 3], ["where", 1], ["cell", 1]],
      facets: [["measure", "Measure"], ["standing", "Printed by"], ["differs", "Look twice"], ["own", "Whose"], ["year", "Year"]],
      sorts: [["", "Highest first", (a, b) => b.value - a.value], ["low", "Lowest first", (a, b) => a.value - b.value], ["furthest", "Furthest borne out", (a, b) => FAR.indexOf(a.standing) - FAR.indexOf(b.standing) || b.value - a.value], ["method", "Method", (a, b) => a.method.localeCompare(b.method, "en", { numeric: true }) || b.value - a.value], ["year", "Newest first", (a, b) => b.year - a.year || b.value - a.value]],
      row(one, query) {
        const facts = joined(one.setting, one.own === "the paper’s own" ? "own" : one.own);
        const summary = make("summary", "opens",
          make("span", "value", marked(one.raw, query), make("span", "soft measure", one.measure)),
          make("span", "who", make("b", "", marked(one.method, query)), facts ? make("span", "soft", marked(facts, query)) : null),
          make("span", "whence", make("span", "", marked(one.paper, query)), make("span", "soft", one.where)),
          make("span", "how", badge(one.tone, one.standing), one.differs ? badge("disputed", "≠") : null));
        const row = make("details", `row result edge-${one.tone}`, summary);
        row.addEventListener("toggle", () => {
          if (!row.open || row.lastChild !== summary) return;
          const body = make("div", "result-body");
          if (one.cell) body.append(make("p", "cell", one.cell));
          if (one.quote) body.append(make("blockquote", "", one.quote));
          body.append(make("p", "", one.href ? link(one.href, one.paper) : one.paper, `, ${one.where}`));
          const places = (title, list) => {
            if (!list.length) return;
            const items = make("ul", "");
            list.forEach((text) => {
              const [name, href, raw, where] = text.split("\t");
              items.append(make("li", "", make("b", "figure", raw), " ", href ? link(href, name) : name, " ", make("span", "soft", where)));
            });
            body.append(make("h3", "", title), items);
          };
          places("The same number", one.same);
          places("Another number for the same", one.other);
          row.append(body);
        });
        return row;
      },
    },
    disagreements: {
      one: "disagreement",
      words: [["subject", 6], ["paper", 4], ["note", 1], ["kind", 1]],
      facets: [["kind", "Between"], ["dataset", "Dataset"]],
      sorts: [["", "Most papers first", null], ["spread", "Widest apart", (a, b) => b.spread - a.spread], ["title", "Name", (a, b) => a.subject.localeCompare(b.subject, "en")]],
      row(one, query) {
        const items = make("ul", "");
        one.numbers.forEach((text) => {
          const [raw, papers, more, ...places] = text.split("\t");
          const item = make("li", "", make("b", "figure", raw), " ");
          for (let n = 0; n < places.length; n += 3) {
            if (n) item.append("; ");
            item.append(places[n + 1] ? link(places[n + 1], marked(places[n], query)) : places[n], " ", make("span", "soft", places[n + 2]));
          }
          if (Number(more)) item.append(make("span", "soft", ` and ${plural(Number(more), "more place")}`));
          items.append(item);
        });
        return make("article", "row difference",
          make("div", "row-main", make("h2", "row-title", link(one.href, marked(one.subject, query))), make("p", "made", joined(one.kind, one.note)), items),
          make("div", "row-side", make("b", "", one.spread.toLocaleString("en")), make("span", "soft", "apart")));
      },
    },
  };
  const FAR = ["a rerun gives it", "independent paper", "second place in the paper", "linked papers only", "only here", "doubtful table", "a rerun does not give it"];
  Object.assign(window.SYNTH, { kinds: KINDS, FAR, badge, link, joined });
})();
