namespace ChatAspire.Web.Options;

/// <summary>A setting that the node cannot start with; the message names it, its value and what was expected.</summary>
public sealed class SettingException(string key, string? value, string expected) : Exception(
    $"{key} {(value is null ? "is not set" : $"is \"{value}\"")}; expected {expected}. "
    + $"Set it in the configuration or as the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}.");
