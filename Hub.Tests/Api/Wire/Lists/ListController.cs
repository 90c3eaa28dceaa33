using Hub.Api.Wire.Lists;
using Hub.Domain.Paging;
using Microsoft.AspNetCore.Mvc;

namespace Hub.Tests.Api.Wire.Lists;

[ApiController, Route("numbers")]
public sealed class ListController : ControllerBase
{
    private const int Total = 5;

    [HttpGet]
    public IActionResult List(Paging paging) => paging.Answer(Numbers(paging.Page));

    [HttpGet("shares")]
    public IActionResult Shares(Paging paging) => paging.Envelope(Numbers(paging.Page));

    [HttpGet("page")]
    public IActionResult Page(Paging paging) => Ok($"{paging.Page.Offset} {paging.Page.Limit}");

    private static PageOf<int> Numbers(Page page) => new([.. Enumerable.Range(0, Total).Skip(page.Offset).Take(page.Limit)], Total);
}
