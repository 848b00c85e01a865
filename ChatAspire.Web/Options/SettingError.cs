namespace ChatAspire.Web.Options;

/// <summary>The error message for a rejected setting.</summary>
internal static class SettingError
{
    /// <summary>Names the setting, its value, the expected form, and the way to set it.</summary>
    /// <param name="key">The configuration key, such as <c>Chat:Retention</c>.</param>
    /// <param name="value">The rejected value; null when the setting is missing.</param>
    /// <param name="expected">The expected form, as a noun phrase.</param>
    public static string Describe(string key, string? value, string expected) =>
        $"{key} {(value is null ? "is not set" : $"is \"{value}\"")}; expected {expected}. "
        + $"Set it in the configuration or as the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}.";
}
