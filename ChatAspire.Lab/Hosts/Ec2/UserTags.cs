using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Parses and checks the user's tags, by the rules in "Tag your Amazon EC2 resources" of the EC2 User Guide.</summary>
internal static class UserTags
{
    private const int MaxKey = 128;
    private const int MaxValue = 256;

    /// <summary>The maximum number of the user's tags: EC2's limit of 50 for a resource, less the seven of <see cref="LabTags"/>.</summary>
    private const int MaxTags = 43;

    /// <param name="texts">The tags as the user wrote them: <c>CostCenter=42</c>.</param>
    /// <returns>The tags' values by key.</returns>
    /// <exception cref="UserErrorException">A tag breaks a rule, is reserved for the lab or given twice, or there are too many.</exception>
    public static IReadOnlyDictionary<string, string> Parse(IReadOnlyList<string> texts)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var cut = text.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = cut > 0 ? (text[..cut], text[(cut + 1)..]) : ("", "");
            var wrong = cut <= 0 ? "it is not KEY=VALUE"
                : key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) ? "keys that begin with aws: belong to AWS"
                : LabTags.IsReserved(key) ? "the lab sets it itself"
                : key.Length > MaxKey || value.Length > MaxValue ? $"a key has up to {MaxKey} characters, a value up to {MaxValue}"
                : !tags.TryAdd(key, value) ? "the key is given twice"
                : null;
            if (wrong is not null)
            {
                throw new UserErrorException($"--tag \"{text}\": {wrong}.", "For example: --tag CostCenter=42, once for each tag.");
            }
        }

        return tags.Count <= MaxTags
            ? tags
            : throw new UserErrorException(
                $"--tag: {tags.Count} tags are given; a resource takes at most {MaxTags} besides the lab's own.",
                "Omit some.");
    }
}
