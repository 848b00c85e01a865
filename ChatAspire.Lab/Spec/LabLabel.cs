namespace ChatAspire.Lab.Spec;

/// <summary>The label on everything that belongs to a lab. Resources are found by this label, never by their names.</summary>
public static class LabLabel
{
    /// <summary>The label's key; its value is the lab's name.</summary>
    public const string Key = "chatlab.lab";

    /// <summary>Returns the label of a lab, <c>chatlab.lab=NAME</c>, for <c>docker --label</c> and <c>--filter label=</c>.</summary>
    public static string Of(LabSpec spec) => $"{Key}={spec.Name}";
}
