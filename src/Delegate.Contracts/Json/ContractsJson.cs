using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delegate.Contracts;

/// <summary>How contracts look as JSON: camel case, nulls left out. Source-generated, so a native client can use it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(DelegateError))]
[JsonSerializable(typeof(FlowRequest))]
[JsonSerializable(typeof(DecisionView))]
[JsonSerializable(typeof(HostView))]
[JsonSerializable(typeof(IReadOnlyList<TaskId>))]
[JsonSerializable(typeof(IReadOnlyList<TaskView>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(SubmitReply))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(TaskView))]
public sealed partial class ContractsJson : JsonSerializerContext;
