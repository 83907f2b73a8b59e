// The tab of the present page may stand beyond the edge of a narrow screen: bring it into view.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
