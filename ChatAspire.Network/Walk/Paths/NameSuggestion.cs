namespace ChatAspire.Network.Walk.Paths;

/// <summary>Finds the known name closest to a mistyped one.</summary>
internal static class NameSuggestion
{
    /// <summary>
    /// Returns the known name with the smallest edit distance. Names more than 1 edit and more than a third of their own length away are
    /// left out; null if none remains.
    /// </summary>
    public static string? For(string name, IEnumerable<string> known) => known
        .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
        .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Name.Length / 3))
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>Computes the Levenshtein distance, ignoring case.</summary>
    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (var row = 1; row <= a.Length; row++)
        {
            var current = new int[b.Length + 1];
            current[0] = row;
            for (var column = 1; column <= b.Length; column++)
            {
                var replaced = previous[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
