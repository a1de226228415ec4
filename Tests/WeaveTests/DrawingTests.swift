import Testing

@testable import Weave

@Suite struct DrawingTests {
  @Test(arguments: [
    "<svg/onload=x()>", "<svg><g a='b'onclick = 'x()'/></svg>", "<svg><a href=http://a></a></svg>",
    "<svg><a HREF = 'x.html'/></svg>", "<svg><img src=\"//a/b.png\"/></svg>",
    "<svg><g style='fill:URL( //a )'/></svg>",
    "<svg><style>@IMPORT 'a'</style></svg>", "<svg><a xlink:href='javascript:x()'/></svg>", "<svg><g onx=",
    "<svg><image href=", "<svg><image href=\"", "<svg fill=\"url(",
    "<svg/><meta http-equiv='refresh' content='0'>", "<svg></svg> words", "<svg><g></svg>", "<svg><g>",
    "<svg/><svg/>",
    "<svg><!-- a --></svg>", "<svg></svg><!--", "<svg><style>.badge{}</style></svg>", "<svg><meta/></svg>",
    "<svg><g \"><meta http-equiv=refresh content=0><g \"></g></svg>", "<svg width=5/>",
    "<svg><desc><g/></desc></svg>",
    "<svg a></svg>", "<svg a='<b'/>", "<svg></svg x>", "<svg></g></svg>", "<svg a='>",
    "<svg><form action='/a'></form></svg>", "<svg></svg></main>",
  ])
  func whatRunsOrLoadsIsRefused(_ svg: String) {
    #expect(throws: WeaveError.self) { try Drawing.harmless(svg, label: "x") }
  }

  @Test func whatStaysInsideIsKept() throws {
    let svg =
      "<svg aria-label=\"one, only µ\"><image href=\"data:image/png;base64,AA==\"/><g fill='url(\"#a\")'/><a href='#b'/></svg>"
    #expect(try Drawing.harmless("<?xml version=\"1.0\"?>\n" + svg, label: "x") == svg)
  }

  @Test func anglesInValuesEndNoTag() throws {
    let svg = "<svg aria-label='a > b'><title>1 &lt; 2</title><clipPath id=\"c\"><rect/></clipPath></svg>\n"
    #expect(try Drawing.harmless(svg, label: "x") == svg)
  }

  @Test func idsAreSetApart() {
    #expect(
      Drawing.isolated(
        "<g id=\"a\" fill=\"url(#b)\" mask='url(\"#b\")'/><use xlink:href='#a'/><a href=\"#scan:a\"/><g grid=\"a\"/>",
        prefix: "p")
        == "<g id=\"p-a\" fill=\"url(#p-b)\" mask='url(\"#p-b\")'/><use xlink:href='#p-a'/><a href=\"#scan:a\"/><g grid=\"a\"/>"
    )
  }

  @Test func linksLeadToScans() {
    let svg = "<a href=\"#scan:S1_01\"><circle/></a><a href=\"#scan:gone\"/><a href=\"#scan:"
    #expect(
      Drawing.linked(svg, ["S1_01": "out-<1>"])
        == "<a href=\"#out-&lt;1&gt;\"><circle/></a><a/><a href=\"#scan:")
  }
}
