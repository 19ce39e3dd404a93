namespace Trainer.Sweep.Goals;

/// <summary>What a router takes to be kept and run; NaN where nobody asked.</summary>
/// <param name="Bytes">Size of its graph.</param>
/// <param name="Operations">Multiplications per decision.</param>
internal readonly record struct RouterResources(double Bytes, double Operations)
{
    public static readonly RouterResources Unknown = new(double.NaN, double.NaN);

    public double Of(ResourceGoal goal) => goal.Name == "size" ? Bytes : Operations;
}
