import { createService } from '../../kit/create-service.ts';
import { recommendation } from './routes.ts';

await createService(recommendation);
