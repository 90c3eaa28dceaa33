using System.Data.Common;
using Hub.Domain.Configuration;

namespace Hub.Tests.Domain.Configuration;

public class DatabaseUrlTests
{
    [TestCase("postgresql://hub:pw@db:5433/jupyterhub", "host=db;port=5433;database=jupyterhub;username=hub;password=pw")]
    [TestCase("postgres://hub@db/jupyterhub", "host=db;database=jupyterhub;username=hub")]
    [TestCase("postgresql+psycopg2://hub:pw@db/jupyterhub", "host=db;database=jupyterhub;username=hub;password=pw")]
    [TestCase("postgresql:///jupyterhub", "host=localhost;database=jupyterhub")]
    [TestCase("postgresql://hub@/jupyterhub?host=/run/postgresql", "host=/run/postgresql;database=jupyterhub;username=hub")]
    [TestCase("postgresql://hub@%2Frun%2Fpostgresql/jupyterhub", "host=/run/postgresql;database=jupyterhub;username=hub")]
    [TestCase("postgresql://hub:p%40s%2Fs%3Bw@db/jupyterhub", "host=db;database=jupyterhub;username=hub;password=p@s/s;w")]
    [TestCase("postgresql://hub:p@ss@db/jupyterhub", "host=db;database=jupyterhub;username=hub;password=p@ss")]
    [TestCase("postgresql://hub@[::1]:5433/jupyterhub", "host=::1;port=5433;database=jupyterhub;username=hub")]
    [TestCase("postgresql://hub@a:1,b:2/jupyterhub", "host=a:1,b:2;database=jupyterhub;username=hub")]
    [TestCase("postgresql://hub@db/jupyterhub?sslmode=verify-full&connect_timeout=5",
        "host=db;database=jupyterhub;username=hub;ssl mode=VerifyFull;timeout=5")]
    [TestCase("Host=db;Username=hub;Database=jupyterhub", "host=db;username=hub;database=jupyterhub")]
    public void A_database_is_read(string text, string expected)
    {
        var connection = new DbConnectionStringBuilder { ConnectionString = DatabaseUrl.Parse(text).ConnectionString };

        var parts = connection.Keys!.Cast<string>().ToDictionary(key => key, key => connection[key].ToString());
        // The expected values may hold semicolons themselves, so parts are found by their key.
        parts.Select(part => $"{part.Key}={part.Value}").ShouldAllBe(part => expected.Contains(part));
        string.Join(';', parts.Select(part => $"{part.Key}={part.Value}")).Length.ShouldBe(expected.Length);
    }

    [TestCase("sqlite:///jupyterhub.sqlite", "is a sqlite database")]
    [TestCase("sqlite://", "is a sqlite database")]
    [TestCase("mysql+pymysql://a:b@c/d", "is a mysql+pymysql database")]
    [TestCase("jupyterhub.sqlite", "looks like the file of an SQLite database")]
    [TestCase("postgresql://hub@db", "names no database")]
    [TestCase("postgresql://hub@db:port/x", "has a port that is not a number")]
    [TestCase("postgresql://hub@db/x?sslmode=maybe", "has an unknown sslmode")]
    [TestCase("postgresql://hub@db/x?sslmod=require", "has an unknown parameter")]
    [TestCase("Username=hub;Database=x", "names no Host")]
    public void Anything_else_is_refused_with_what_is_allowed(string text, string problem)
    {
        var mistake = Reading.Trait("JupyterHub", "db_url", $"\"{text}\"").Mistakes.ShouldHaveSingleItem();

        mistake.Problem.ShouldStartWith(problem);
        mistake.Allowed.ShouldStartWith("postgresql://");
        mistake.Value.ShouldBe("<hidden>");
    }

    [TestCase("postgresql://hub:pw@db:5433/x", "postgresql://hub@db:5433/x")]
    [TestCase("Server=db;User ID=hub;Password=pw;Database=x", "postgresql://hub@db/x")]
    public void The_description_leaves_the_password_out(string text, string expected) =>
        DatabaseUrl.Parse(text).Description.ShouldBe(expected);
}
