using Trainer.Sweep.Tuning.Sobol;

namespace Trainer.Tests.Sweep.Tuning.Sobol;

[TestClass]
public sealed class SobolTunerTests
{
    [TestMethod]
    public void AfterTheStarts_DimensionIReadsCoordinateI_WhicheverExist()
    {
        var space = Searching.Mixed();
        var tuner = new SobolTuner(space, 8);
        Assert.AreEqual(space.Start(2), tuner.Propose(2, []).Point);
        for (var number = 3; number < 40; number++)
        {
            var point = tuner.Propose(number, []).Point;
            for (var place = 0; place < point.Count; place++)
            {
                if (point.Has(place))
                {
                    var coordinate = SobolSequence.Scrambled((uint)number - 3, place, 8);
                    Assert.AreEqual(space.Dimensions[place].Domain.FromUnit(coordinate), point[place]);
                }
            }
        }
    }
}
