using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Spec;

/// <summary>The rules for names in a lab file.</summary>
internal static partial class NameRules
{
    /// <summary>The pattern for names of labs, hosts and containers.</summary>
    public const string ObjectPattern = "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$";

    /// <summary>The pattern for names of network devices. The kernel's limit is 15 characters (IFNAMSIZ − 1).</summary>
    public const string DevicePattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$";

    /// <summary>Returns the error of a name that is invalid for a lab, a host or a container; empty for a valid name.</summary>
    public static IEnumerable<string> Object(string path, string name) => ObjectName().IsMatch(name)
        ? []
        : [$"{path}: \"{name}\" is not a valid name; 1–40 lower-case letters, digits or '-', a letter or digit first and last."];

    /// <summary>Returns the error of a name that is invalid for a network device; empty for a valid name.</summary>
    public static IEnumerable<string> Device(string path, string name) => DeviceName().IsMatch(name)
        ? []
        : [$"{path}: \"{name}\" is not a valid device name; 1–15 letters, digits, '-', '_' or '.', a letter or digit first."];

    /// <summary>Returns the error of an image reference; empty for a valid reference.</summary>
    /// <param name="role">The key in <c>$.images</c>: "redis".</param>
    public static IEnumerable<string> Image(string role, string name)
    {
        if (!ImageName().IsMatch(name))
        {
            yield return $"$.images.{role}: \"{name}\" is not an image reference such as redis:8 or registry.example:5000/name:tag "
                + "(names are lower-case).";
        }
        // docker save and load lose a digest, and docker tag and build -t refuse it. Only the hosts' own image may have a digest, because
        // that image stays on the engine that pulled it.
        else if (role != "host" && name.Contains('@', StringComparison.Ordinal))
        {
            yield return $"$.images.{role}: \"{name}\" has a digest, which is lost on the way to the hosts; use a tag, such as redis:8.";
        }
    }

    /// <summary>Returns an error for each value that occurs more than once.</summary>
    public static IEnumerable<string> Duplicates(IEnumerable<(string Path, string Value)> values) => values
        .GroupBy(value => value.Value)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Last().Path}: duplicate {group.Key}; already used by {group.First().Path}.");

    [GeneratedRegex(@"\A(?:" + ObjectPattern + @")\z")]
    private static partial Regex ObjectName();

    [GeneratedRegex(@"\A(?:" + DevicePattern + @")\z")]
    private static partial Regex DeviceName();

    // The reference grammar of distribution/reference: [host[:port]/]path[:tag][@digest]
    [GeneratedRegex(
        @"\A([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
        + @"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?\z")]
    private static partial Regex ImageName();
}
