using ChatAspire.Lab.Spec;
using ChatAspire.Lab.Steps;

namespace ChatAspire.Lab.Hosts.Local;

/// <summary>
/// Identifies the owner of a local lab by a label. All users of a machine share its Docker Engine, and their lab.json may use the same lab
/// name, but a lab's keys and secrets belong to one user. Resources created before the label existed are open to every user.
/// </summary>
internal static class LocalOwner
{
    public const string Key = "chatlab.owner";

    private static readonly string Me = Environment.UserName;

    /// <summary>The label of this user, <c>chatlab.owner=NAME</c>, for <c>docker --label</c> and <c>--filter label=</c>.</summary>
    public static string Label => $"{Key}={Me}";

    /// <param name="owner">The value of the label; null or empty if the resource has none.</param>
    /// <returns>True if the owner is another user.</returns>
    public static bool IsOther(string? owner) => owner is { Length: > 0 } && owner != Me;

    public static string Refusal(LabSpec spec, string owner) =>
        $"the lab \"{spec.Name}\" on this Docker Engine belongs to {owner}, and you are {Me}";

    public static string Cure(string owner) =>
        $"Choose another $.name in lab.json, or remove that lab as its owner: `sudo -u {owner} chatlab down`";

    /// <summary>Returns a blocked finding if an existing resource belongs to another lab or user; null otherwise.</summary>
    /// <param name="what">The resource for the message: "a network NAME".</param>
    /// <param name="label">Returns the value of a label; null or empty if there is none.</param>
    public static Finding? Against(LabSpec spec, string what, Func<string, string?> label) =>
        label(LabLabel.Key) != spec.Name
            ? Finding.Blocked(
                $"{what} exists that does not belong to this lab (label {LabLabel.Of(spec)})",
                "Remove it, or choose another $.name in lab.json.")
        : label(Key) is { } owner && IsOther(owner) ? Finding.Blocked(Refusal(spec, owner), Cure(owner))
        : null;
}
