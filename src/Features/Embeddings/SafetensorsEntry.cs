namespace Trainer.Features.Embeddings;

/// <summary>What a safetensors header says of a tensor.</summary>
/// <param name="Type">The type by the format's name, such as F32.</param>
/// <param name="Shape">Length of each axis.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after the last.</param>
internal sealed record SafetensorsEntry(string Type, long[] Shape, long Start, long End)
{
    public FloatFormat? Format => Type switch
    {
        "F16" => new FloatFormat(FloatKind.Float16),
        "BF16" => new FloatFormat(FloatKind.BFloat16),
        "F32" => new FloatFormat(FloatKind.Float32),
        "F64" => new FloatFormat(FloatKind.Float64),
        _ => null,
    };
}
