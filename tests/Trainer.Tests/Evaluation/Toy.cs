using Trainer.Evaluation;

namespace Trainer.Tests.Evaluation;

internal static class Toy
{
    /// <summary>Twenty items by rising score; weak 45 %, strong 90 %.</summary>
    public static (PairOutcomes Outcomes, double[] Scores) Sweep()
    {
        double[] scores =
        [
            .023, .067, .114, .164, .208, .255, .305, .349, .396, .446, .490, .537, .587, .631, .678, .728, .772, .819, .869, .913,
        ];
        int[] strongWrong = [7, 18];
        int[] weakRight = [1, 2, 3, 5, 6, 7, 9, 11, 14];
        double[] Column(Func<int, bool> right) => [.. Enumerable.Range(1, 20).Select(item => right(item) ? 1.0 : 0.0)];
        return (new(Column(weakRight.Contains), Column(item => !strongWrong.Contains(item))), scores);
    }
}
