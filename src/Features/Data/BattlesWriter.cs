namespace Trainer.Features.Data;

/// <summary>
/// Writes battles as gzipped JSON lines: a header <c>{"trainer_battles":1}</c>, then <c>prompt, model_a, model_b, winner,
/// weight</c>.
/// </summary>
public static class BattlesWriter
{
    internal const string Header = "trainer_battles";

    /// <summary>
    /// Writes the battles; an existing file is replaced only when the new one is complete. The same battles give the same bytes.
    /// </summary>
    public static void Write(string path, Battles battles) =>
        GzippedJsonLines.Write(path, battles.Prepend(null), (json, battle) =>
        {
            json.WriteStartObject();
            if (battle is null)
            {
                json.WriteNumber(Header, 1);
            }
            else
            {
                json.WriteString("prompt", battle.Prompt);
                json.WriteString("model_a", battle.ModelA);
                json.WriteString("model_b", battle.ModelB);
                json.WriteString("winner", battle.Winner switch
                {
                    BattleWinner.A => "model_a",
                    BattleWinner.B => "model_b",
                    BattleWinner.Tie => "tie",
                    _ => "both_bad",
                });
                json.WriteNumber("weight", battle.Weight);
            }

            json.WriteEndObject();
        });
}
