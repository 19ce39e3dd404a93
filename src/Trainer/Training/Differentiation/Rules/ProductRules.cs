using Trainer.Onnx;

namespace Trainer.Training.Differentiation.Rules;

/// <summary>Matrix products.</summary>
internal static class ProductRules
{
    public static IEnumerable<(string Operator, Action<NodeGradient> Rule)> All => [("MatMul", MatMul), ("Gemm", Gemm)];

    private static void MatMul(NodeGradient node)
    {
        var (a, b, g) = (node.Input(0), node.Input(1), node.Upstream);
        var (rankA, rankB) = (node.Shape(a)?.Rank, node.Shape(b)?.Rank);
        if (rankA == 1 || rankB == 1)
        {
            WithVector(node, a, b, rankA == 1, rankB == 1);
        }
        else if (rankA >= 2 && rankB == 2)
        {
            WithMatrix(node, a, b, rankA.Value);
        }
        else
        {
            if (node.Needs(0))
            {
                Give(node, 0, node.Op("MatMul", g, node.Transposed(b, rankB)));
            }

            if (node.Needs(1))
            {
                Give(node, 1, node.Op("MatMul", node.Transposed(a, rankA), g));
            }
        }
    }

    // Any number of rows times one matrix, which is two products of matrices.
    private static void WithMatrix(NodeGradient node, string a, string b, int rankA)
    {
        string Flat(string value) => rankA == 2 ? value : node.Op("Flatten", [value], Attr.Int("axis", rankA - 1));
        var g = Flat(node.Upstream);
        if (node.Needs(0))
        {
            var rows = node.Op("Gemm", [g, b], Attr.Int("transB", 1));
            node.Give(0, rankA == 2 ? rows : node.Reshaped(rows, a));
        }

        if (node.Needs(1))
        {
            node.Give(1, node.Op("Gemm", [Flat(a), g], Attr.Int("transA", 1)));
        }
    }

    // A vector is a matrix of one row on the left, of one column on the right.
    private static void WithVector(NodeGradient node, string a, string b, bool isRow, bool isColumn)
    {
        var g = node.Upstream;
        g = isColumn ? node.Op("Unsqueeze", g, node.Longs(-1)) : g;
        g = isRow ? node.Op("Unsqueeze", g, node.Longs(-2)) : g;
        var left = isRow ? node.Op("Unsqueeze", a, node.Longs(0)) : a;
        var right = isColumn ? node.Op("Unsqueeze", b, node.Longs(1)) : b;
        var (rankLeft, rankRight) = (isRow ? 2 : node.Shape(a)?.Rank, isColumn ? 2 : node.Shape(b)?.Rank);
        if (node.Needs(0))
        {
            var product = node.Op("MatMul", g, node.Transposed(right, rankRight));
            node.Give(0, isRow ? Summed(node, product, left, a, rankRight) : product);
        }

        if (node.Needs(1))
        {
            var product = node.Op("MatMul", node.Transposed(left, rankLeft), g);
            node.Give(1, isColumn ? Summed(node, product, right, b, rankLeft) : product);
        }
    }

    // Over a batch of which the vector was the same for all.
    private static string Summed(NodeGradient node, string product, string matrix, string vector, int? otherRank)
    {
        if (otherRank == 2)
        {
            return node.Reshaped(product, vector);
        }

        var batch = node.Op("Reshape", product, node.Op("Concat", [node.Longs(-1), node.ShapeOf(matrix)], Attr.Int("axis", 0)));
        return node.Reshaped(node.Op("ReduceSum", [batch, node.Longs(0)], Attr.Int("keepdims", 0)), vector);
    }

    private static void Give(NodeGradient node, int index, string gradient)
    {
        // The gradient has the product's batch and the input's own matrices.
        var (own, product) = (node.Shape(node.Input(index)), node.Shape(node.Node.Output[0]));
        var shape = own?.Dimensions is { } mine && product?.Dimensions is { } all
            ? product with
            {
                Dimensions = [.. all[..^2], .. mine[^2..]],
                Symbols = [.. product.Symbols[..^2], .. own.Symbols[^2..]],
            }
            : null;
        node.GiveSummed(index, gradient, shape);
    }

    private static void Gemm(NodeGradient node)
    {
        var (a, b, g) = (node.Input(0), node.Input(1), node.Upstream);
        var (transA, transB) = (node.Int("transA", 0), node.Int("transB", 0));
        var alpha = Attr.Float("alpha", node.Float("alpha", 1));
        string Product(string left, string right, long transLeft, long transRight) =>
            node.Op("Gemm", [left, right], alpha, Attr.Int("transA", transLeft), Attr.Int("transB", transRight));
        if (node.Needs(0))
        {
            node.Give(0, transA == 0 ? Product(g, b, 0, 1 - transB) : Product(b, g, transB, 1));
        }

        if (node.Needs(1))
        {
            node.Give(1, transB == 0 ? Product(a, g, 1 - transA, 0) : Product(g, a, 1, transA));
        }

        if (node.Needs(2))
        {
            var beta = node.Float("beta", 1);
            node.GiveSummed(2, beta == 1 ? g : node.Op("Mul", g, node.Scalar(beta)));
        }
    }
}
