using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Delegate.Contracts;

namespace Delegate.Actors.Specs.Projections;

/// <summary>Nulls are left out when contracts are written, and what a constructor requires is required when they are read.</summary>
public sealed class ContractsJsonSpecs
{
    [Fact]
    public void What_may_be_null_is_not_required_when_it_is_read_back()
    {
        var nullability = new NullabilityInfoContext();
        var required = typeof(TaskView).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && !type.IsEnum && !type.ContainsGenericParameters && ContractsJson.Default.GetTypeInfo(type) is not null)
            .SelectMany(type => type.GetConstructors() is [var only] ? only.GetParameters().Select(parameter => (type, parameter)) : [])
            .Where(at => !at.parameter.HasDefaultValue && nullability.Create(at.parameter).WriteState == NullabilityState.Nullable && !IsAlwaysWritten(at.type, at.parameter))
            .Select(at => $"{at.type.Name}.{at.parameter.Name}");

        Assert.Empty(required);
    }

    [Fact]
    public void A_task_with_a_checkpoint_that_knows_little_is_read_as_it_was_written()
    {
        var little = new Checkpoint(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null, 0, null, null, new(null, null, [], 0), null);
        var text = JsonSerializer.Serialize(little, ContractsJson.Default.Checkpoint);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ContractsJson.Default.Checkpoint), ContractsJson.Default.Checkpoint));
    }

    private static bool IsAlwaysWritten(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!)?.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Never };
}
