using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Identifies the owner of a local lab. All users of a machine share its Docker Engine, and lab.json gives them the same lab
/// name, but keys and secrets belong to one user. Resources created before this label existed belong to everyone.
/// </summary>
internal static class LocalOwner
{
    public const string Key = "chatlab.owner";

    private static readonly string Me = Environment.UserName;

    /// <summary><c>chatlab.owner=NAME</c>, as <c>docker --label</c> and <c>--filter label=</c> take it.</summary>
    public static string Label => $"{Key}={Me}";

    /// <returns>True if the owner is another user.</returns>
    public static bool IsOther(string? owner) => owner is { Length: > 0 } && owner != Me;

    public static string Refusal(LabSpec spec, string owner) =>
        $"the lab \"{spec.Name}\" on this Docker Engine belongs to {owner}, and you are {Me}";

    public static string Cure(string owner) =>
        $"Choose another $.name in lab.json, or remove that lab as its owner: `sudo -u {owner} chatlab down`";

    /// <summary>Returns the conflict with an existing resource; null if it belongs to this lab and this user.</summary>
    /// <param name="what">The resource, as in "a network NAME".</param>
    /// <param name="label">Returns the value of a label; null or empty if there is none.</param>
    public static Finding? Against(LabSpec spec, string what, Func<string, string?> label) =>
        label(LabLabel.Key) != spec.Name
            ? Finding.Blocked(
                $"{what} exists that does not belong to this lab (label {LabLabel.Of(spec)})",
                "Remove it, or choose another $.name in lab.json.")
        : label(Key) is { } owner && IsOther(owner) ? Finding.Blocked(Refusal(spec, owner), Cure(owner))
        : null;
}
