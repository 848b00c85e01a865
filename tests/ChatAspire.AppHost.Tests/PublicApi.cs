using System.Globalization;
using System.Reflection;

namespace ChatAspire.AppHost.Tests;

/// <summary>An assembly's public types and members below a namespace, a line each.</summary>
internal static class PublicApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly, string root) =>
        [.. assembly.GetExportedTypes()
            .Where(type => type.Namespace == root || type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true)
            .SelectMany(Lines)
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type) =>
    [
        $"{type} : {type.BaseType?.ToString() ?? "interface"}",
        .. type.GetInterfaces().Where(one => one.IsPublic && !type.IsEnum).Select(one => $"{type} : {one}"),
        .. type.IsEnum ? Enum.GetNames(type).Select(name => $"{type}.{name} = {Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)}") : [],
        .. type.GetConstructors(Own).Select(one => $"{type}({Parameters(one)})"),
        .. type.GetFields(Own).Where(_ => !type.IsEnum).Select(one =>
            $"{type}.{one.Name}{(one.IsStatic && one.FieldType == typeof(string) ? $" = {one.GetValue(null)}" : "")} : {one.FieldType}"),
        .. type.GetProperties(Own).Select(one => $"{type}.{one.Name} {{{(one.CanRead ? " get;" : "")}{(one.SetMethod is { IsPublic: true } ? " set;" : "")} }} : {one.PropertyType}"),
        .. type.GetMethods(Own).Where(one => !one.IsSpecialName && !one.IsVirtualOfObject()).Select(one =>
            $"{type}.{one.Name}{Generic(one)}({Parameters(one)}) : {one.ReturnType}"),
    ];

    private static bool IsVirtualOfObject(this MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static string Generic(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => $"{one} : {string.Join(" & ", one.GetGenericParameterConstraints().Select(type => type.ToString()))}"))}>"
        : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(one =>
        $"{one.ParameterType} {one.Name}{(one.HasDefaultValue ? $" = {one.DefaultValue ?? "default"}" : "")}"));
}
