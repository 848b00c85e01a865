namespace ChatAspire.Lab.Spec;

/// <summary>What everything of a lab carries, and is found again by; never by its name.</summary>
public static class LabLabel
{
    /// <summary>The key; its value is the lab's name.</summary>
    public const string Key = "chatlab.lab";

    /// <summary><c>chatlab.lab=NAME</c>, as <c>docker --label</c> and <c>--filter label=</c> take it.</summary>
    public static string Of(LabSpec spec) => $"{Key}={spec.Name}";
}
