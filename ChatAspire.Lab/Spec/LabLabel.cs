namespace ChatAspire.Lab.Spec;

/// <summary>The label of everything that belongs to a lab, by which it is found; never by its name.</summary>
public static class LabLabel
{
    /// <summary>The label's key; its value is the lab's name.</summary>
    public const string Key = "chatlab.lab";

    /// <summary>The label of a lab, <c>chatlab.lab=NAME</c>, for <c>docker --label</c> and <c>--filter label=</c>.</summary>
    public static string Of(LabSpec spec) => $"{Key}={spec.Name}";
}
