using System.Net.Sockets;
using Hub.Domain.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Hub.Tests.Api.Wire.Errors;

[ApiController, Route("faults")]
public sealed class FaultyController : ControllerBase
{
    [HttpGet("{kind}")]
    public IActionResult Fail(string kind) => kind switch
    {
        "not-found" => throw new NotFoundException("No such user: ada"),
        "wordless" => throw new NotFoundException(""),
        "conflict" => throw new ConflictException("User ada already exists"),
        "forbidden" => throw new ForbiddenException("No"),
        "invalid" => throw new InvalidInputException("Bad"),
        "too-many" => throw new TooManyException("Full", TimeSpan.FromSeconds(29.5)),
        "unmapped" => throw new OddException("It broke"),
        "unexpected" => throw new InvalidOperationException("secret detail"),
        "down" => throw new InvalidOperationException("wrapped", new NpgsqlException("no connection", new SocketException(111))),
        "pool" => throw new NpgsqlException("The connection pool has been exhausted", new TimeoutException()),
        "shutdown" => throw new PostgresException("terminating", "FATAL", "FATAL", "57P01"),
        "nul" => throw new PostgresException("invalid byte sequence", "ERROR", "ERROR", "22021"),
        "nul-json" => throw new PostgresException("unsupported Unicode escape", "ERROR", "ERROR", "22P05"),
        "sql" => throw new PostgresException("syntax", "ERROR", "ERROR", "42601"),
        "status" => StatusCode(418),
        "own-body" => NotFound(new { message = "mine" }),
        _ => throw new ArgumentException(kind),
    };

    [HttpGet("late/failure")]
    public async Task Late()
    {
        await Response.WriteAsync("half of the ans");
        throw new InvalidOperationException("late");
    }
}
