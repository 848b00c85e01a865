namespace ChatAspire.Architecture.Tests;

/// <summary>Reports every place that breaks a rule, not only the first ones.</summary>
internal static class Findings
{
    public static void AssertNone(IEnumerable<string> places)
    {
        var found = places.ToList();
        Assert.True(found.Count == 0, $"{found.Count} places:\n{string.Join('\n', found)}");
    }
}
