using Trainer.Features.Data.Input.Parquet;

namespace Trainer.Features.Tests.Data.Input.Parquet;

/// <summary>Parquet files that DuckDB writes; tests are inconclusive where it is not supplied.</summary>
internal static class ParquetFiles
{
    public static void Need()
    {
        if (!DuckLibrary.IsIn(AppContext.BaseDirectory))
        {
            Assert.Inconclusive("DuckDB's library is absent on this platform; this test needs it.");
        }

        DuckLibrary.Load(AppContext.BaseDirectory, "");
    }

    /// <summary>Writes what a SELECT gives; {file} in it is the file that it reads.</summary>
    public static string Write(TempFolder folder, string name, string select, string file = "", string options = "")
    {
        Need();
        using var session = new DuckSession(folder[name], file);
        var query = select.Replace("{file}", DuckSession.Literal(file), StringComparison.Ordinal);
        session.Execute($"COPY ({query}) TO {DuckSession.Literal(folder[name])} (FORMAT parquet, USE_TMP_FILE false{options})");
        return folder[name];
    }
}
