using Trainer.Sweep.Studies;

namespace Trainer.Tests.Sweep.Studies;

[TestClass]
public sealed class PostgresLocationTests
{
    [TestMethod]
    [DataRow("postgres://me@db.example:6543/studies", "postgres://me@db.example:6543/studies")]
    [DataRow("postgresql://me:p%40ss@db.example/studies?sslmode=require", "postgres://me@db.example:5432/studies")]
    [DataRow("postgres://[::1]/studies", "postgres://[::1]:5432/studies")]
    [DataRow("POSTGRES://db/a%20b", "postgres://db:5432/a b")]
    public void Shown_OfAnAddress_HasNoPassword(string url, string shown)
    {
        Assert.IsTrue(PostgresLocation.IsUrl(url));
        Assert.AreEqual(shown, PostgresLocation.Parse(url).Shown);
        Assert.AreEqual(shown, PostgresLocation.Parse(url).ToString());
        Assert.AreEqual(shown, StudyStores.Shown(url));
    }

    [TestMethod]
    public void ConnectionString_OfAnAddress_HasItsParts()
    {
        var parts = new Npgsql.NpgsqlConnectionStringBuilder(
            PostgresLocation.Parse("postgres://m%C3%A9:p%40:s@db.example:6543/studies?sslmode=verify-full").ConnectionString);
        Assert.AreEqual(
            ("mé", "p@:s", "db.example", 6543, "studies", Npgsql.SslMode.VerifyFull),
            (parts.Username, parts.Password, parts.Host, parts.Port, parts.Database, parts.SslMode));
    }

    [TestMethod]
    [DataRow("postgres://")]
    [DataRow("postgres://me:secret@db")]
    [DataRow("postgres://me:secret@db/")]
    [DataRow("postgres://me:secret@db/a/b")]
    [DataRow("postgres://me:se cret@db:99999/a")]
    [DataRow("postgres:///a")]
    [DataRow("postgres://me:secret@db/a#b")]
    [DataRow("postgres://me:secret@db/a?sslmode=secret")]
    [DataRow("postgres://me:secret@db/a?host=secret")]
    public void Parse_OtherForms_AreRefusedWithoutBeingRepeated(string url)
    {
        var fault = Assert.ThrowsExactly<UsageException>(() => PostgresLocation.Parse(url));
        StringAssert.Contains(fault.Message, "sslmode");
        Assert.DoesNotContain("cret", fault.Message);
    }

    [TestMethod]
    [DataRow("artifacts")]
    [DataRow("study.db")]
    [DataRow("https://db/a")]
    public void IsUrl_OfPaths_IsFalse(string path) => Assert.IsFalse(PostgresLocation.IsUrl(path));
}
