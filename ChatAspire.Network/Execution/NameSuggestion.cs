namespace ChatAspire.Network.Execution;

/// <summary>Suggests the known name closest to a misspelt one.</summary>
public static class NameSuggestion
{
    /// <summary>The minimum length of an abbreviation: a shorter prefix of a known name does not count as one.</summary>
    private const int MinPrefix = 3;

    /// <summary>
    /// Returns the error for an unknown name: <c>Unknown host "host-d". Did you mean "host-a"?</c> The question is omitted if no known
    /// name is close.
    /// </summary>
    /// <param name="kind">The kind of name: "host".</param>
    public static string Unknown(string kind, string word, IReadOnlyList<string> known) =>
        $"Unknown {kind} \"{word}\".{(Closest(word, known) is { } meant ? $" Did you mean \"{meant}\"?" : "")}";

    /// <returns>The closest known name; null if none is close, or if several are equally close.</returns>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        var nearest = known
            .Select(name => (Name: name, Distance: IsPrefix(word, name) ? 1 : Distance(word.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, candidate.Name.Length / 3))
            .GroupBy(candidate => candidate.Distance)
            .MinBy(group => group.Key);
        return nearest?.ToList() is [var only] ? only.Name : null;
    }

    private static bool IsPrefix(string word, string name) =>
        word.Length >= MinPrefix && name.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Counts the edits between two words: inserted, deleted or replaced characters, and swapped neighbours (optimal string alignment).
    /// </summary>
    private static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                    table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
