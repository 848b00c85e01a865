using System.IO.Enumeration;

namespace ChatAspire.FakeEc2;

/// <summary>EC2's filters: all must match, each by any of its values; <c>*</c> and <c>?</c> are wildcards.</summary>
internal static class Filters
{
    /// <param name="valuesOf">A resource's values under a filter's name; null when the name is no filter of this call.</param>
    public static IEnumerable<T> Matching<T>(this IEnumerable<T> resources, QueryRequest request,
        Func<T, string, IEnumerable<string?>?> valuesOf)
    {
        var filters = request.Items("Filter").Select(f => (Name: f.Required("Name"), Values: f.List("Value"))).ToList();
        return resources.Where(r => filters.All(f => Matches(
            valuesOf(r, f.Name) ?? throw Ec2Exception.Invalid("InvalidParameterValue", $"The filter '{f.Name}' is invalid"),
            f.Values)));
    }

    /// <summary><c>tag:KEY</c> and <c>tag-key</c>, which every describe call has.</summary>
    public static IEnumerable<string?>? OfTags(IReadOnlyDictionary<string, string> tags, string filter) =>
        filter == "tag-key" ? tags.Keys
        : filter.StartsWith("tag:", StringComparison.Ordinal) ? tags.Where(t => t.Key == filter[4..]).Select(t => t.Value)
        : null;

    private static bool Matches(IEnumerable<string?> values, IReadOnlyList<string> patterns) =>
        values.Any(v => v is not null && patterns.Any(p => FileSystemName.MatchesSimpleExpression(p, v, ignoreCase: false)));
}
