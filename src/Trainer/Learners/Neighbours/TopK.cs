namespace Trainer.Learners.Neighbours;

/// <summary>Partial selection: O(n + k log k) on average (quickselect, then a sort of what was selected).</summary>
internal static class TopK
{
    /// <summary>Reorders indices so that the k largest values come first, in falling order; ties go to the lower index.</summary>
    public static void Select(float[] values, int[] indices, int k)
    {
        var (low, high) = (0, indices.Length - 1);
        while (low < high)
        {
            var pivot = indices[(low + high) >>> 1];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (Before(values, indices[i], pivot))
                {
                    i++;
                }

                while (Before(values, pivot, indices[j]))
                {
                    j--;
                }

                if (i <= j)
                {
                    (indices[i], indices[j]) = (indices[j], indices[i]);
                    i++;
                    j--;
                }
            }

            if (k - 1 <= j)
            {
                high = j;
            }
            else if (k - 1 >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        indices.AsSpan(0, k).Sort((a, b) => Before(values, a, b) ? -1 : Before(values, b, a) ? 1 : 0);
    }

    private static bool Before(float[] values, int a, int b) => values[a] > values[b] || (values[a] == values[b] && a < b);
}
