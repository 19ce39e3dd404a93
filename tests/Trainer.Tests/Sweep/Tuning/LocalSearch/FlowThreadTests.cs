using Trainer.Features;
using Trainer.Learners.Settings;
using Trainer.Sweep.Space;
using Trainer.Sweep.Tuning;
using Trainer.Sweep.Tuning.LocalSearch;

namespace Trainer.Tests.Sweep.Tuning.LocalSearch;

[TestClass]
public sealed class FlowThreadTests
{
    private const int First = 2; // the first setting's place among the dimensions

    private static readonly SearchSpace Plane = Searching.Of(Setting.Real("x", 0, 1, 9), Setting.Real("y", 0, 1, 9));

    [TestMethod]
    public void OnABowl_TheIncumbentOnlyGetsBetter_AndEndsAtTheBottom()
    {
        var history = new List<Observation> { Trial(0, new Proposal(At(0.05, 0.1), "start"), Bowl(At(0.05, 0.1))) };
        var thread = new FlowThread(Plane, history[0]);
        var before = thread.Incumbent.Values[0];
        for (var number = 1; number < 150; number++)
        {
            var proposal = thread.Propose(new SeededRandom(3, (ulong)number), history);
            var trial = Trial(number, proposal, Bowl(proposal.Point));
            history.Add(trial);
            thread.Add(trial, FlowMove.Parse(proposal.Origin)!.Value);
            Assert.AreEqual(Math.Max(before, trial.Values[0]), thread.Incumbent.Values[0]);
            before = thread.Incumbent.Values[0];
        }

        Assert.IsTrue(before > -2e-3, $"{before}");
        Assert.IsTrue(thread.Step < 0.1 * Math.Sqrt(2), "it came near with shorter steps");
    }

    [TestMethod]
    public void AStepForwardThatFails_IsFollowedByItsOpposite_ThenByANewDirection()
    {
        var start = Trial(0, new Proposal(At(0.5, 0.5), "start"), 1);
        var thread = new FlowThread(Plane, start);
        var history = new List<Observation> { start };
        var points = new List<SearchPoint>();
        for (var number = 1; number <= 3; number++)
        {
            var proposal = thread.Propose(new SeededRandom(1, (ulong)number), history);
            points.Add(proposal.Point);
            history.Add(Trial(number, proposal, 0));
            thread.Add(history[^1], FlowMove.Parse(proposal.Origin)!.Value);
        }

        for (var place = First; place < First + 2; place++)
        {
            Assert.AreEqual(1, points[0][place] + points[1][place], 1e-8);
        }

        Assert.AreEqual(0.1 * Math.Sqrt(2), Distance(points[0], start.Proposal.Point), 1e-8, "δ is 0.1 √d at first");
        Assert.AreEqual(0.1 * Math.Sqrt(2), Distance(points[2], start.Proposal.Point), 1e-8);
        Assert.IsTrue(Distance(points[2], points[0]) > 1e-3 && Distance(points[2], points[1]) > 1e-3);
    }

    [TestMethod]
    public void TheStep_ShrinksAtAStall_AndGrowsBackAtAnImprovement()
    {
        // d is 2: four misses are a stall, then every two more. The start is trial 1 of the search and its best.
        var thread = new FlowThread(Plane, Trial(0, new Proposal(At(0.5, 0.5), "start"), 1));
        var first = 0.1 * Math.Sqrt(2);
        double[] expected =
        [
            first, first, first, first * Math.Sqrt(1 / 5.0), first * Math.Sqrt(1 / 5.0), first * Math.Sqrt(1 / 5.0) * Math.Sqrt(5 / 7.0),
        ];
        for (var number = 1; number <= expected.Length; number++)
        {
            Add(thread, number, incumbent: 0, value: 0);
            Assert.AreEqual(expected[number - 1], thread.Step, 1e-12, $"after {number} misses");
        }

        Add(thread, 7, incumbent: 0, value: 2);
        Assert.AreEqual(first * Math.Sqrt(1 / 5.0), thread.Step, 1e-12, "√(K/K′) of the last shrinking");
        Add(thread, 8, incumbent: 0, value: 0);
        Add(thread, 9, incumbent: 0, value: 0);
        Add(thread, 10, incumbent: 0, value: 0);
        Add(thread, 11, incumbent: 0, value: 0);
        Assert.AreEqual(first * Math.Sqrt(1 / 5.0), thread.Step, 1e-12, "misses of an earlier incumbent do not count");

        for (var number = 12; number <= 60; number++)
        {
            Add(thread, number, incumbent: number == 12 ? 7 : number - 1, value: number);
        }

        Assert.AreEqual(Math.Sqrt(2), thread.Step, 1e-12, "√d is the longest");
    }

    [TestMethod]
    public void OnWholeNumbers_ItConverges_WhenAStepIsShorterThanANeighbourIsFar()
    {
        var space = Searching.Of(Setting.Integer("a", 1, 20), Setting.Integer("b", 1, 20));
        var start = Trial(0, new Proposal(space.Start(0), "start"), Searching.Bowl(space, space.Start(0))![0]);
        var thread = new FlowThread(space, start);
        var history = new List<Observation> { start };
        for (var number = 1; !thread.IsConverged; number++)
        {
            Assert.IsTrue(number < 200);
            var proposal = thread.Propose(new SeededRandom(2, (ulong)number), history);
            Assert.AreNotEqual(thread.Incumbent.Proposal.Point, proposal.Point, "a step is as long as it must be to change something");
            history.Add(Trial(number, proposal, Searching.Bowl(space, proposal.Point)![0]));
            thread.Add(history[^1], FlowMove.Parse(proposal.Origin)!.Value);
        }

        Assert.IsTrue(thread.Step < 0.05 * Math.Sqrt(2));
        for (var place = First; place < First + 2; place++)
        {
            Assert.AreEqual(0.7, Searching.Place(space, thread.Incumbent.Proposal.Point, place), 0.15);
        }
    }

    [TestMethod]
    public void AValueWithoutOrder_JumpsToAnyOther_WhenTheStepLeavesItsShare()
    {
        var space = Searching.Of(Setting.Choice("a", 1, 2, 3, 4, 5, 6), Setting.Real("x", 0, 1, 9));
        var start = Trial(0, new Proposal(At(2, 0.5), "start"), 1);
        var seen = new Dictionary<double, int>();
        for (ulong seed = 0; seed < 400; seed++)
        {
            var proposal = new FlowThread(space, start).Propose(new SeededRandom(seed), [start]);
            var unit = FlowMove.Parse(proposal.Origin)!.Value.UnitVector(2);
            var jumps = 0.1 * Math.Sqrt(2) * Math.Abs(unit[0]) > 1 / 12.0;
            Assert.AreEqual(jumps, proposal.Point[First] != start.Proposal.Point[First]);
            seen[proposal.Point[First]] = seen.GetValueOrDefault(proposal.Point[First]) + 1;
        }

        Assert.AreEqual(6, seen.Count);
        Assert.IsTrue(seen.Where(pair => pair.Key != start.Proposal.Point[First]).All(pair => pair.Value > 20), "to all of them alike");
    }

    [TestMethod]
    public void NoMoreThanTwiceTheDimensions_AreOutstanding()
    {
        var thread = new FlowThread(Plane, Trial(0, new Proposal(At(0.5, 0.5), "start"), 1));
        for (var number = 1; number <= 4; number++)
        {
            Assert.IsTrue(thread.HasRoom);
            var pending = Trial(number, new Proposal(At(0.4, 0.4), ""), 0) with { Outcome = TrialOutcome.Pending, Values = [] };
            thread.Add(pending, new FlowMove(0, 0, true, 1));
        }

        Assert.IsFalse(thread.HasRoom);
    }

    [TestMethod]
    public void AnOrigin_SaysTheWholeMove()
    {
        var move = new FlowMove(3, 17, true, 0x9f3a21bc);
        Assert.AreEqual("flow2 3 17 +9f3a21bc", move.ToString());
        Assert.AreEqual(move, FlowMove.Parse(move.ToString()));
        Assert.AreEqual(move with { IsForward = false }, FlowMove.Parse("flow2 3 17 -9f3a21bc"));
        foreach (var other in new[] { "", "start", "tpe", "flow2 3 17 9f3a21bc", "flow2 99999999999 1 +00000000", "flow2 3 17 +9f3a21bc " })
        {
            Assert.IsNull(FlowMove.Parse(other));
        }

        Assert.AreEqual(1, move.UnitVector(5).Sum(part => part * part), 1e-12);
    }

    private static void Add(FlowThread thread, int number, int incumbent, double value) =>
        thread.Add(Trial(number, new Proposal(At(0.3, 0.3), ""), value), new FlowMove(0, incumbent, true, 1));

    private static SearchPoint At(double x, double y) => new([0, 0, x, y]);

    private static double Bowl(SearchPoint point) => Searching.Bowl(Plane, point)![0];

    private static double Distance(SearchPoint one, SearchPoint other) =>
        Math.Sqrt(Math.Pow(one[First] - other[First], 2) + Math.Pow(one[First + 1] - other[First + 1], 2));

    private static Observation Trial(int number, Proposal proposal, double value) =>
        new(number, proposal, TrialOutcome.Completed, [value], 1);
}
